//! HTML pages, for the routes that a browser opens.

use hyper::StatusCode;

use crate::http::reply::Reply;

const HTML: &str = "text/html; charset=utf-8";

/// A whole page. The title says that an emulator answers.
pub(crate) fn page(status: StatusCode, title: &str, body: &str) -> Reply {
    let html = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <title>{title} - GEAI emulator, not the vendor's server</title></head>\
         <body><h1>{title}</h1>{body}</body></html>"
    );
    Reply::text(status, HTML, html)
}

/// Plain text as a paragraph.
pub(crate) fn paragraph(text: &str) -> String {
    format!("<p>{}</p>", escape(text))
}

/// Escapes text for an element or a quoted attribute.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}
