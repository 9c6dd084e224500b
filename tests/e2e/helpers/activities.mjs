// Activities that differ as people's do: no two have the same sentences, so that nothing compresses better than the
// real thing.

const WORKS = ['Sửa đường nội bản', 'Đối thoại với nhân dân', 'Tuyên truyền Luật Biên giới', 'Giúp dân thu hoạch lúa', 'Vận động hiến đất mở đường', 'Nạo vét kênh mương', 'Thăm hỏi hộ khó khăn', 'Hướng dẫn làm chuồng trại', 'Vận động trẻ đến trường', 'Dựng lại nhà sau mưa lũ'];
const VILLAGES = ['Phí Chi A', 'Nậm Lọ', 'Pa Thắng', 'Seo Thèn', 'Nà Hẻ', 'Pa Cheo', 'Hà Xi', 'Nậm Dính', 'Chà Dì', 'Mé Gióng', 'Xà Hồ', 'Thò Ma'];
const WHO = ['Bà con trong bản', 'Các hộ hai bên đường', 'Đoàn viên thanh niên', 'Hội viên phụ nữ', 'Cán bộ và chiến sĩ đồn', 'Già làng cùng trưởng bản', 'Tổ dân vận', 'Hội cựu chiến binh', 'Thầy cô giáo điểm trường'];
const DID = ['góp ngày công', 'chở cát và sỏi từ suối', 'họp bàn từng nhà', 'dọn sạch rãnh thoát nước', 'phát cỏ hai bên', 'trồng thêm cây bóng mát', 'ký cam kết không phá rừng', 'nghe phổ biến chính sách mới', 'chia nhau trông trẻ', 'gánh lúa về tận kho', 'đổ bê tông đoạn dốc'];
const WHEN = ['từ sáng sớm', 'trong hai ngày', 'sau vụ gặt', 'ngay khi trời tạnh', 'vào buổi tối', 'trước ngày khai giảng', 'suốt tuần qua', 'lúc nông nhàn'];
const SO = ['nên xe máy đi lại được cả mùa mưa', 'để các cháu đến lớp đúng giờ', 'và ai cũng nói sẽ làm tiếp', 'vì thế không hộ nào còn đứng ngoài', 'cho dù đường trơn và xa', 'bà con phấn khởi', 'được xã ghi nhận', 'còn vướng một hộ chưa đồng ý'];

/** So many bodies, always the same ones, for the unit that the code of Bum Nưa stands for. */
export function activities(count, unit = '03466@2025-07-01') {
  let state = 20261124;
  const below = (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  const one = (list) => list[below(list.length)];
  const sentence = () => `${one(WHO)} ${one(DID)} ${one(WHEN)}, ${1 + below(90)} người, ${one(SO)}.`;
  return Array.from({ length: count }, () => {
    const village = one(VILLAGES);
    const day = new Date(Date.UTC(2024, 0, 1) + below(1_000) * 86_400_000).toISOString().slice(0, 10);
    return {
      type_code: 'giup_dan_duong',
      title: `${one(WORKS)} ${village}, ${one(WHEN)}, đợt ${1 + below(400)}`,
      date_from: day,
      admin_unit: unit,
      place_text: `Bản ${village}`,
      lead_org: `${unit}:ubnd`,
      actor_group: 'chinh_quyen',
      content: Array.from({ length: 2 + below(4) }, sentence).join(' '),
      indicator_values: [{ indicator: 'HT01', value: `${below(30)}.${1 + below(9)}` }],
    };
  });
}

/** A nomination of `unit` for the chairman's certificate, complete but for who is nominated and what `fields` says. */
export function nomination(unit, fields) {
  return {
    admin_unit: unit,
    campaign: 'C2',
    field: 'van_hoa_xa_hoi',
    proposed_form: 'BK-UBND',
    proposed_level: 'tinh',
    period_from: '2021-01-01',
    period_to: '2025-12-31',
    proposed_on: '2026-10-05',
    achievement_summary: 'Vận động Nhân dân hiến đất làm đường.',
    achievement_report: 'I. Đặc điểm. II. Thành tích. III. Đề nghị.',
    ...fields,
  };
}
