//! Who may use the control routes: programs of this machine, and pages that the emulator itself serves. A web page of anyone
//! else can send requests to this machine, under a name of its own too (DNS rebinding).

use std::net::SocketAddr;

use hyper::header::{CONTENT_TYPE, ORIGIN};
use hyper::{Method, StatusCode};
use serde_json::json;

use crate::http::host::is_loopback;
use crate::http::reply::Reply;
use crate::http::request::HttpRequest;

/// Routes that a browser opens from any page, and forms that it sends.
const PAGES: &str = "/emulator/oauth/";
const SHARED_PAGES: &str = "/emulator/shared/";

/// The reply to a request that may not use the control routes.
pub(crate) fn refusal(request: &HttpRequest, allowed_hosts: &[String], peer: SocketAddr) -> Option<Reply> {
    if !peer.ip().to_canonical().is_loopback() {
        return Some(refuse(StatusCode::FORBIDDEN, "the control routes are for this machine only"));
    }
    let is_allowed = |host: &str| {
        let plain = |host: &str| host.trim_matches(['[', ']']).trim_end_matches('.').to_ascii_lowercase();
        is_loopback(host) || allowed_hosts.iter().any(|allowed| plain(allowed) == plain(host))
    };
    if !request.host.as_ref().is_some_and(|authority| is_allowed(authority.host())) {
        return Some(refuse(
            StatusCode::FORBIDDEN,
            "the control routes answer under the names of this machine only: localhost, 127.0.0.1, [::1] and the hosts \
             that were allowed when the emulator was started",
        ));
    }
    if is_foreign(request) {
        return Some(refuse(StatusCode::FORBIDDEN, "the control routes do not answer web pages of another origin"));
    }
    let takes_json = request.method == Method::POST && !request.path.starts_with(PAGES);
    if takes_json && !has_json(request) {
        return Some(refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, "the control routes take application/json"));
    }
    None
}

/// Whether a page of another origin makes the request. Browsers do not let pages choose these headers; other programs send
/// none of them.
fn is_foreign(request: &HttpRequest) -> bool {
    let all = |name: &str| {
        let values = request.headers.get_all(name).iter();
        values.map(|value| value.to_str().unwrap_or("?").trim().to_ascii_lowercase()).collect::<Vec<_>>()
    };
    // Whoever follows a link to the sign-in comes from elsewhere, and the page that had the link cannot read the answer.
    let is_page = request.path.starts_with(PAGES) || request.path.starts_with(SHARED_PAGES);
    let opens_page = is_page && request.method == Method::GET && all("sec-fetch-mode") == ["navigate"];
    let own = request.host.as_ref().map(|authority| format!("http://{}", authority.as_str().to_ascii_lowercase()));
    let foreign_origin = all(ORIGIN.as_str()).into_iter().any(|origin| Some(origin) != own);
    let foreign_site = all("sec-fetch-site").into_iter().any(|site| !matches!(site.as_str(), "same-origin" | "none"));
    foreign_origin || (foreign_site && !opens_page)
}

/// Whether the body says that it is JSON. A page cannot say so to another origin without asking it first. No body needs no
/// type.
fn has_json(request: &HttpRequest) -> bool {
    match request.headers.get(CONTENT_TYPE) {
        None => request.body.is_empty(),
        Some(value) => {
            let essence = value.to_str().unwrap_or_default().split(';').next().unwrap_or_default();
            essence.trim().eq_ignore_ascii_case("application/json")
        }
    }
}

fn refuse(status: StatusCode, why: &str) -> Reply {
    Reply::json(status, &json!({ "error": { "code": status.as_u16(), "message": why } }))
}
