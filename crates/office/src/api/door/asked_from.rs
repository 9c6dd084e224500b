//! From which address somebody asks: so that those whom nobody knows share fairly, and for nothing else. No right ever
//! depends on it.
//!
//! It is the connection's. Where that comes from this machine itself, a proxy may stand there, and what it says last in
//! `X-Forwarded-For` is the address that it has seen; what stands before that is anybody's word. Somebody who may send that
//! header by a proxy that does not set it has as many addresses as they like, and is bounded with all others together.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;

/// Where proxies say for whom they ask.
const FORWARDED_FOR: &str = "x-forwarded-for";
/// A customer's network of IPv6 has at least so many bits to itself below these.
const NETWORK_BITS: u32 = 64;

/// See the module's head; nothing where there is no connection. Of IPv6 it is the network: a machine has as many
/// addresses there as it likes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AskedFrom(pub Option<IpAddr>);

impl AskedFrom {
    /// Of a request.
    pub fn of(parts: &Parts) -> Self {
        let connection = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let connection = connection.map(|ConnectInfo(from)| from.ip().to_canonical());
        let address = match connection {
            Some(here) if here.is_loopback() => Some(forwarded(&parts.headers).unwrap_or(here)),
            other => other,
        };
        Self(address.map(network))
    }
}

impl<S: Sync> FromRequestParts<S> for AskedFrom {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(parts))
    }
}

/// The last address that a proxy names, with a port or without.
fn forwarded(headers: &HeaderMap) -> Option<IpAddr> {
    let last = headers.get_all(FORWARDED_FOR).iter().next_back()?.to_str().ok()?;
    let last = last.rsplit(',').next()?.trim();
    let address = last.parse().ok().or_else(|| Some(last.parse::<SocketAddr>().ok()?.ip()));
    address.map(|address| address.to_canonical())
}

fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(v6) if !v6.is_loopback() => {
            IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & (u128::MAX << NETWORK_BITS)))
        }
        IpAddr::V4(_) | IpAddr::V6(_) => address,
    }
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    fn asked_from(connection: &str, forwarded: &[&str]) -> String {
        let mut request = Request::builder();
        for said in forwarded {
            request = request.header(FORWARDED_FOR, *said);
        }
        let (mut parts, ()) = request.body(()).unwrap().into_parts();
        parts.extensions.insert(ConnectInfo(SocketAddr::new(connection.parse().unwrap(), 4711)));
        AskedFrom::of(&parts).0.unwrap().to_string()
    }

    #[test]
    fn it_is_the_connections_and_a_proxys_last_word_where_that_is_on_this_machine() {
        for (connection, forwarded, expected) in [
            ("203.0.113.7", &["198.51.100.1"][..], "203.0.113.7"),
            ("::ffff:203.0.113.7", &[], "203.0.113.7"),
            ("127.0.0.1", &[], "127.0.0.1"),
            ("127.0.0.2", &[], "127.0.0.2"),
            ("::1", &[], "::1"),
            ("127.0.0.1", &["203.0.113.7"], "203.0.113.7"),
            ("::1", &["198.51.100.1, 203.0.113.7"], "203.0.113.7"),
            ("127.0.0.1", &["203.0.113.7", "198.51.100.1"], "198.51.100.1"),
            ("127.0.0.1", &["203.0.113.7:1234"], "203.0.113.7"),
            ("127.0.0.1", &["[2001:db8:1:2:3::4]:1234"], "2001:db8:1:2::"),
            ("127.0.0.1", &["2001:db8:1:2:3::4"], "2001:db8:1:2::"),
            ("127.0.0.1", &["::ffff:203.0.113.7"], "203.0.113.7"),
            ("2001:db8:1:2:ffff::", &[], "2001:db8:1:2::"),
            // No address at all is no proxy's word.
            ("127.0.0.1", &["203.0.113.7, unknown"], "127.0.0.1"),
            ("127.0.0.1", &[""], "127.0.0.1"),
            ("127.0.0.1", &["é"], "127.0.0.1"),
        ] {
            assert_eq!(asked_from(connection, forwarded), expected, "{connection} {forwarded:?}");
        }
    }

    #[test]
    fn without_a_connection_nobody_knows_from_where() {
        let (parts, ()) =
            Request::builder().header(FORWARDED_FOR, "203.0.113.7").body(()).unwrap().into_parts();
        assert_eq!(AskedFrom::of(&parts), AskedFrom(None));
    }
}
