use super::archive::MEMBERS_MAX;
use super::*;

const FILE_MAX: usize = 2_000;

/// The members of a body that comes in small pieces: name, and content or problem.
async fn read(bytes: &[u8]) -> Vec<(Option<String>, Result<Bytes, BundleProblem>)> {
    let pieces: Vec<_> =
        bytes.chunks(300).map(|piece| Ok::<_, io::Error>(Bytes::copy_from_slice(piece))).collect();
    let mut members = members(Body::from_stream(futures_util::stream::iter(pieces)), FILE_MAX);
    let mut found = Vec::new();
    while let Some(member) = members.recv().await {
        found.push((member.name, member.content));
    }
    found
}

fn of(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut bytes: Vec<u8> =
        files.iter().flat_map(|(name, file)| member(name, 1_000, file).unwrap()).collect();
    bytes.extend_from_slice(&end());
    bytes
}

fn named(name: &str, content: &[u8]) -> (Option<String>, Result<Bytes, BundleProblem>) {
    (Some(name.to_owned()), Ok(Bytes::copy_from_slice(content)))
}

#[tokio::test]
async fn what_was_written_is_read_and_has_the_size_that_was_said() {
    let (one, two) = (vec![7; 1_025], vec![0; 512]);
    let bytes = of(&[("a.danvan", &one), ("b.danvan", &two), ("empty.danvan", b"")]);
    assert_eq!(bytes.len() as u64, written_bytes([1_025, 512, 0].into_iter()));
    let expected = [named("a.danvan", &one), named("b.danvan", &two), named("empty.danvan", b"")];
    assert_eq!(read(&bytes).await, expected);
    assert_eq!(read(&of(&[])).await, []);
}

#[tokio::test]
async fn a_file_by_itself_is_one_member() {
    assert_eq!(read(b"DANVANB\n...").await, [(None, Ok(Bytes::from_static(b"DANVANB\n...")))]);
    assert_eq!(read(&[1; FILE_MAX + 1]).await, [(None, Err(BundleProblem::TooLarge))]);
}

#[tokio::test]
async fn wherever_it_is_cut_what_is_whole_is_given_and_the_cut_is_said() {
    // The second file ends like an archive.
    let (one, two) = (vec![7; 700], [vec![7; 100], vec![0; 1_400]].concat());
    let bytes = of(&[("a.danvan", &one), ("b.danvan", &two)]);
    let (first, second) = (BLOCK + 700, 1_536 + BLOCK + 1_500);
    let end = 1_536 + BLOCK + 1_536;
    for length in (BLOCK + 10..end + BLOCK).step_by(97).chain([1_536, second, end, end + BLOCK - 1]) {
        let found = read(&bytes[..length]).await;
        let whole = found.iter().filter(|(_, content)| content.is_ok()).count();
        assert_eq!(whole, usize::from(length >= first) + usize::from(length >= second), "{length}");
        assert_eq!(found.last().unwrap().1, Err(BundleProblem::Truncated), "{length}");
    }
    // A whole empty block is the end, whatever is cut behind it.
    for length in [end + BLOCK, end + BLOCK + 1, bytes.len() - 1, bytes.len()] {
        assert_eq!(
            read(&bytes[..length]).await,
            [named("a.danvan", &one), named("b.danvan", &two)],
            "{length}"
        );
    }
}

#[tokio::test]
async fn names_are_no_paths_and_what_is_too_large_or_no_file_stands_in_nobodys_way() {
    let mut builder = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_ustar();
    header.set_entry_type(tar::EntryType::Symlink);
    header.set_size(0);
    builder.append_link(&mut header, "link", "/etc/passwd").unwrap();
    let mut add = |path: &[u8], bytes: &[u8]| {
        let mut header = tar::Header::new_ustar();
        header.as_old_mut().name[..path.len()].copy_from_slice(path);
        header.set_size(bytes.len() as u64);
        header.set_cksum();
        builder.append(&header, bytes).unwrap();
    };
    add(b"../../etc/cron.d/x", b"one");
    add(b"large", &[1; FILE_MAX + 1]);
    add(b"C:\\last", b"two");
    let bytes = builder.into_inner().unwrap();
    let expected =
        [named("x", b"one"), (Some("large".to_owned()), Err(BundleProblem::TooLarge)), named("last", b"two")];
    assert_eq!(read(&bytes).await, expected);
}

#[tokio::test]
async fn an_endless_archive_of_empty_files_ends() {
    let one = member("a", 0, b"").unwrap();
    let mut bytes = one.repeat(MEMBERS_MAX + 2);
    bytes.extend_from_slice(&end());
    let found = read(&bytes).await;
    assert_eq!(found.len(), MEMBERS_MAX + 1);
    assert_eq!(found.last().unwrap().1, Err(BundleProblem::TooLarge));
}

#[tokio::test]
async fn rubbish_in_the_middle_is_said() {
    let mut bytes = of(&[("a.danvan", b"one"), ("b.danvan", b"two")]);
    bytes[1_024..1_300].fill(9);
    let found = read(&bytes).await;
    assert_eq!((found.len(), &found[0]), (2, &named("a.danvan", b"one")));
    assert_eq!(found[1].1, Err(BundleProblem::Truncated));
}
