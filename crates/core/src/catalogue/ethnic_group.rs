//! The 54 ethnic groups.

use super::{Catalogue, EthnicId};
use serde::Serialize;

/// An ethnic group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EthnicGroup {
    /// Own key.
    pub id: EthnicId,
    /// The one name that is shown.
    pub name: String,
    /// Code of QĐ 121-TCTK/PPCĐ (1979).
    pub code_1979: String,
    /// Code of QĐ 1019/QĐ-TCTK (2008).
    pub code_2008: String,
    /// Other names, for search only: some of them are disliked by those they mean. Never shown.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub search_aliases: Vec<String>,
    /// On the province's short list, which is offered first.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub common: bool,
}

impl Catalogue {
    /// The ethnic group with this identifier.
    pub fn ethnic_group(&self, id: &EthnicId) -> Option<&EthnicGroup> {
        self.ethnic_groups.iter().find(|group| group.id == *id)
    }
}
