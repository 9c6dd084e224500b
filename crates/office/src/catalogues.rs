//! The catalogues that the office serves, ready to send.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::Arc;

use danvan_core::catalogue::{self, Catalogue, ProvinceCode};
use danvan_core::ids::Digest;

use crate::packed::Packed;
use crate::store::OfficeStore;

/// One province's catalogue, parsed and as bytes.
#[derive(Debug)]
pub struct ServedCatalogue {
    /// To work with.
    pub catalogue: Catalogue,
    /// As JSON.
    pub json: Packed,
    /// A strong validator over the JSON, with its quotation marks.
    pub etag: String,
}

/// The catalogues of all provinces of this office.
#[derive(Clone, Debug)]
pub struct Catalogues(Arc<BTreeMap<ProvinceCode, ServedCatalogue>>);

impl Catalogues {
    /// Those that come with the program.
    ///
    /// # Errors
    /// Where a catalogue's data are faulty.
    pub fn bundled() -> anyhow::Result<Self> {
        let mut all = BTreeMap::new();
        for code in catalogue::bundled_provinces() {
            let read =
                catalogue::read_bundled(code).ok_or_else(|| anyhow::anyhow!("no catalogue of {code}"))?;
            let catalogue = read.map_err(|problem| anyhow::anyhow!("catalogue of {code}: {problem:?}"))?;
            all.insert(ProvinceCode::from(code), ServedCatalogue::new(catalogue)?);
        }
        Ok(Self(Arc::new(all)))
    }

    /// The same with the addresses of hubs in them, as they stand in the database.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn with_hub_addresses(self, store: &dyn OfficeStore) -> anyhow::Result<Self> {
        let mut all = BTreeMap::new();
        for (code, served) in self.0.iter() {
            let mut catalogue = served.catalogue.clone();
            for (hub, url) in store.hub_addresses(code).await? {
                for known in catalogue.hubs.iter_mut().filter(|known| known.id == hub) {
                    known.url = Some(url.clone());
                }
            }
            all.insert(code.clone(), ServedCatalogue::new(catalogue)?);
        }
        Ok(Self(Arc::new(all)))
    }

    /// The addresses of all hubs that have one.
    pub fn hub_addresses(&self) -> Vec<String> {
        let hubs = self.0.values().flat_map(|served| &served.catalogue.hubs);
        let mut addresses: Vec<String> = hubs.filter_map(|hub| hub.url.clone()).collect();
        addresses.sort();
        addresses.dedup();
        addresses
    }

    /// The provinces of this office.
    pub fn provinces(&self) -> impl Iterator<Item = &ProvinceCode> {
        self.0.keys()
    }

    /// A province's catalogue with its bytes.
    pub fn served(&self, province: &ProvinceCode) -> Option<&ServedCatalogue> {
        self.0.get(province)
    }

    /// A province's catalogue.
    pub fn get(&self, province: &ProvinceCode) -> Option<&Catalogue> {
        self.served(province).map(|served| &served.catalogue)
    }
}

impl ServedCatalogue {
    fn new(catalogue: Catalogue) -> anyhow::Result<Self> {
        let json = serde_json::to_vec(&catalogue)?;
        let etag = format!("\"{}\"", Digest::of(&[&json]));
        let mut brotli = Vec::new();
        brotli::CompressorWriter::new(&mut brotli, 64 * 1024, 9, 22).write_all(&json)?;
        Ok(Self { catalogue, json: Packed::new(json, Some(brotli)), etag })
    }
}
