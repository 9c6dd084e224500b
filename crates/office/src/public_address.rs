//! Where a server is reached from outside, as whoever runs it says.

use std::str::FromStr;

use url::Url;

/// An origin such as `https://so.laichau.example`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicAddress {
    https: bool,
    host: String,
}

impl PublicAddress {
    /// Whether it is reached by HTTPS, whoever speaks it.
    pub fn is_https(&self) -> bool {
        self.https
    }

    /// Its name or address alone.
    pub fn host(&self) -> &str {
        &self.host
    }
}

/// Why a text is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoPublicAddress {
    /// It cannot be read, or is of another scheme.
    #[error("no address of http or https, such as https://so.laichau.example")]
    NotHttp,
    /// A path or something else stands behind it.
    #[error("more than scheme, name and port")]
    More,
}

impl FromStr for PublicAddress {
    type Err = NoPublicAddress;

    fn from_str(text: &str) -> Result<Self, NoPublicAddress> {
        let url = Url::parse(text.trim()).map_err(|_| NoPublicAddress::NotHttp)?;
        let https = match url.scheme() {
            "https" => true,
            "http" => false,
            _ => return Err(NoPublicAddress::NotHttp),
        };
        let host = url.host_str().ok_or(NoPublicAddress::NotHttp)?;
        let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        if !bare || !url.username().is_empty() || url.password().is_some() {
            return Err(NoPublicAddress::More);
        }
        Ok(Self { https, host: host.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_and_no_more() {
        let read = |text: &str| text.parse::<PublicAddress>();
        let address = read("https://So.LaiChau.example").unwrap();
        assert_eq!((address.is_https(), address.host()), (true, "so.laichau.example"));
        assert_eq!(read("http://[2001:db8::1]:8080/").unwrap().host(), "[2001:db8::1]");
        for (text, problem) in [
            ("so.laichau.example", NoPublicAddress::NotHttp),
            ("ftp://so.laichau.example", NoPublicAddress::NotHttp),
            ("https://", NoPublicAddress::NotHttp),
            ("https://so.laichau.example/so", NoPublicAddress::More),
            ("https://so.laichau.example/?a", NoPublicAddress::More),
            ("https://ai@so.laichau.example", NoPublicAddress::More),
        ] {
            assert_eq!(read(text), Err(problem), "{text}");
        }
    }
}
