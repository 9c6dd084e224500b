//! The names that a server answers to, and HTTPS once for all where it is reached by it.
//!
//! A name that somebody else owns can be made to lead to any machine, this one included (DNS rebinding): a page of that
//! name is then of the same origin as this server in a visitor's browser, inside whatever network the browser stands in.
//! The browser says the name in `Host`. So a request by a name that is not ours is turned away before anything else
//! is done. An address in numbers cannot be made to lead elsewhere: the one that the connection has reached is always ours.
//!
//! Ports are not compared: proxies change them, and another port is another origin in any case.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, PoisonError, RwLock};

use axum::Router;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::uri::Authority;
use axum::http::{HeaderValue, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use rustls::pki_types::{CertificateDer, ServerName};
use webpki::EndEntityCert;

use crate::connections::ReachedAt;
use crate::error::ApiError;

/// A year. Not for names below this one, which others may run, and not for lists that browsers come with: both are
/// hard to take back.
const HTTPS_ONLY: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// Whom a request asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Asked {
    /// By a name, in small letters, without the dot at its end.
    Name(String),
    /// By an address.
    Address(IpAddr),
}

impl Asked {
    /// As it stands in `Host` or in the request's own address, with a port or without.
    fn read(text: &str) -> Option<Self> {
        let authority: Authority = text.parse().ok()?;
        let host = authority.host();
        let port = authority.as_str().strip_prefix(host)?;
        let sound = port.is_empty() || port == ":" || authority.port_u16().is_some();
        if !sound {
            return None;
        }
        if let Some(inner) = host.strip_prefix('[').and_then(|inner| inner.strip_suffix(']')) {
            return Some(Self::Address(IpAddr::from(inner.parse::<Ipv6Addr>().ok()?).to_canonical()));
        }
        let host = host.strip_suffix('.').unwrap_or(host);
        if let Ok(address) = host.parse::<IpAddr>() {
            return Some(Self::Address(address.to_canonical()));
        }
        let letters = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
        let plain = !host.is_empty() && host.bytes().all(letters);
        plain.then(|| Self::Name(host.to_ascii_lowercase()))
    }

    fn is_this_machine(&self) -> bool {
        matches!(self, Self::Name(name) if name == "localhost")
    }
}

/// The name that somebody else has for this server, once it is known.
pub type Told = Arc<RwLock<Option<String>>>;

/// Names of a server; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct OwnNames {
    given: Arc<Vec<Asked>>,
    certificate: Option<Arc<CertificateDer<'static>>>,
    told: Told,
}

impl OwnNames {
    /// Those that whoever runs it has given, and those that its certificate is for. What is no name is left out.
    pub fn new<'n>(
        given: impl IntoIterator<Item = &'n str>,
        certificate: Option<&CertificateDer<'static>>,
    ) -> Self {
        // Listening at every address is no address.
        let every = |asked: &Asked| matches!(asked, Asked::Address(address) if address.is_unspecified());
        let given = given.into_iter().filter_map(Asked::read).filter(|asked| !every(asked)).collect();
        let certificate = certificate.map(|certificate| Arc::new(certificate.clone()));
        Self { given: Arc::new(given), certificate, told: Told::default() }
    }

    /// With one that may be heard of later.
    #[must_use]
    pub fn and_told(self, told: Told) -> Self {
        Self { told, ..self }
    }

    /// Whether it is ours, for a connection between these two addresses.
    fn include(&self, asked: &Asked, from: Option<SocketAddr>, at: Option<SocketAddr>) -> bool {
        let of = |address: SocketAddr| address.ip().to_canonical();
        if asked.is_this_machine() {
            return from.map(of).is_some_and(|from| from.is_loopback());
        }
        let reached = matches!(asked, Asked::Address(asked) if at.map(of) == Some(*asked));
        reached || self.given.contains(asked) || self.was_told(asked) || self.certificate_is_for(asked)
    }

    fn was_told(&self, asked: &Asked) -> bool {
        let told = self.told.read().unwrap_or_else(PoisonError::into_inner);
        told.as_deref().and_then(Asked::read).as_ref() == Some(asked)
    }

    fn certificate_is_for(&self, asked: &Asked) -> bool {
        let Some(certificate) = &self.certificate else { return false };
        let Ok(certificate) = EndEntityCert::try_from(certificate.as_ref()) else { return false };
        let name = match asked {
            Asked::Name(name) => match ServerName::try_from(name.as_str()) {
                Ok(name) => name,
                Err(_) => return false,
            },
            Asked::Address(address) => ServerName::IpAddress((*address).into()),
        };
        certificate.verify_is_valid_for_subject_name(&name).is_ok()
    }
}

/// Around everything that a server has: only requests by its own names come through.
pub fn only_by(router: Router, names: OwnNames) -> Router {
    router.layer(middleware::from_fn_with_state(names, by_own_name))
}

async fn by_own_name(State(names): State<OwnNames>, request: Request, next: Next) -> Response {
    let Some(asked) = asked(&request) else {
        return ApiError::malformed("Yêu cầu phải ghi rõ một địa chỉ máy, và chỉ một (Host).")
            .into_response();
    };
    let from = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(from)| *from);
    let at = request.extensions().get::<ReachedAt>().map(|ReachedAt(at)| *at);
    if !asked.iter().all(|asked| names.include(asked, from, at)) {
        return ApiError::misdirected().into_response();
    }
    next.run(request).await
}

/// What the request asks for: the one `Host` that it must have, and the authority of its address where it has one.
fn asked(request: &Request) -> Option<Vec<Asked>> {
    let mut hosts = request.headers().get_all(header::HOST).iter();
    let (host, further) = (hosts.next()?, hosts.next());
    if further.is_some() {
        return None;
    }
    let mut asked = vec![Asked::read(host.to_str().ok()?)?];
    if let Some(authority) = request.uri().authority() {
        asked.push(Asked::read(authority.as_str())?);
    }
    Some(asked)
}

/// Around everything where the server is reached by HTTPS: browsers come by it alone from then on. `localhost` is
/// every server's name, and others of this machine speak HTTP.
pub fn https_only(router: Router) -> Router {
    router.layer(middleware::from_fn(async |request: Request, next: Next| {
        let here = asked(&request).is_some_and(|asked| asked.iter().any(Asked::is_this_machine));
        let mut response = next.run(request).await;
        if !here {
            response.headers_mut().insert(header::STRICT_TRANSPORT_SECURITY, HTTPS_ONLY);
        }
        response
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> Option<SocketAddr> {
        Some(text.parse().unwrap())
    }

    /// Whether a name is ours for a neighbour, and for this machine itself.
    fn ours(names: &OwnNames, host: &str) -> (bool, bool) {
        let Some(asked) = Asked::read(host) else { return (false, false) };
        (
            names.include(&asked, address("10.0.0.9:5"), address("10.0.0.5:8443")),
            names.include(&asked, address("127.0.0.1:5"), address("127.0.0.1:8443")),
        )
    }

    #[test]
    fn names_are_ours_however_they_are_written_and_others_are_not() {
        let names = OwnNames::new(["Than-Uyen.example", "[2001:db8::5]"], None);
        for host in
            ["than-uyen.example", "THAN-UYEN.EXAMPLE:8443", "than-uyen.example.", "than-uyen.example.:1"]
        {
            assert_eq!(ours(&names, host), (true, true), "{host}");
        }
        for host in ["[2001:db8::5]", "[2001:DB8:0:0::5]:443"] {
            assert_eq!(ours(&names, host), (true, true), "{host}");
        }
        for host in [
            "evil.example",
            "than-uyen.example.evil.example",
            "xthan-uyen.example",
            "than-uyen.example..",
            "10.0.0.6",
            "[::1]:8443",
            "[2001:db8::6]",
            "2001:db8::5",
            "10.0.0.5.evil.example",
            "evil@than-uyen.example",
            "than-uyen.example:99999",
            "than-uyen.example:x",
            "than-uyen.example/",
            "[than-uyen.example]",
            "",
            ".",
            ":8443",
            "than uyen",
            "167772165",
            "0x0a000005",
        ] {
            assert_eq!(ours(&names, host), (false, false), "{host}");
        }
    }

    #[test]
    fn the_address_that_was_reached_is_ours_and_localhost_is_this_machine_alone() {
        let names = OwnNames::default();
        assert_eq!(ours(&names, "10.0.0.5:8443"), (true, false));
        assert_eq!(ours(&names, "[::ffff:10.0.0.5]"), (true, false));
        assert_eq!(ours(&names, "127.0.0.1"), (false, true));
        assert_eq!(ours(&names, "localhost:8443"), (false, true));
        assert_eq!(ours(&names, "LocalHost."), (false, true));
        let mapped = Asked::read("10.0.0.5").unwrap();
        assert!(names.include(&mapped, address("[::ffff:10.0.0.9]:5"), address("[::ffff:10.0.0.5]:8443")));
        assert!(!names.include(&mapped, None, None), "nobody knows where it came from");
    }

    #[test]
    fn names_of_the_certificate_and_one_that_was_told_are_ours() {
        let made = rcgen::generate_simple_self_signed(vec![
            "hub.example".to_owned(),
            "*.lai.example".to_owned(),
            "10.0.0.7".to_owned(),
            "localhost".to_owned(),
        ]);
        let told = Told::default();
        let certificate = made.unwrap().cert.der().clone();
        let names = OwnNames::new([], Some(&certificate)).and_told(told.clone());
        for host in ["hub.example", "than.lai.example:8443", "10.0.0.7"] {
            assert_eq!(ours(&names, host), (true, true), "{host}");
        }
        for host in ["lai.example", "a.b.lai.example", "hub2.example", "10.0.0.8", "bum.example"] {
            assert_eq!(ours(&names, host), (false, false), "{host}");
        }
        assert_eq!(ours(&names, "localhost"), (false, true), "whatever the certificate says");
        *told.write().unwrap() = Some("bum.example".to_owned());
        assert_eq!(ours(&names, "bum.example:1"), (true, true));
    }
}
