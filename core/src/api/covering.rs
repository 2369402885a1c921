//! Which operation a request is, by its method and path.

use reqwest::Method;

use super::ENDPOINTS;
use crate::config::AgentsApi;
use crate::operation::{Operation, ParamIn};
use crate::response::endpoint::Endpoint;

/// The endpoint whose request this is, if one covers it. Of several templates that fit, the one with the most words to the
/// letter is meant, as servers route.
pub fn covering(method: &Method, path: &str) -> Option<&'static Endpoint> {
    let segments: Vec<&str> = path.trim_matches('/').split('/').collect();
    let fitting = ENDPOINTS.iter().filter(|endpoint| endpoint.operation.method == *method).filter_map(|endpoint| {
        let literals = templates(endpoint.operation).filter_map(|template| literals(template, &segments));
        literals.max().map(|literals| (literals, *endpoint))
    });
    fitting.max_by_key(|(literals, _)| *literals).map(|(_, endpoint)| endpoint)
}

/// The path of an operation, and those of its other routes.
fn templates(operation: &'static Operation) -> impl Iterator<Item = &'static str> {
    let routes = operation.params.iter().filter_map(|param| match param.location {
        ParamIn::Route(path) => Some(path),
        _ => None,
    });
    std::iter::once(operation.path).chain(routes)
}

/// How many segments are words of the template; `None` where the path is none of it.
fn literals(template: &str, segments: &[&str]) -> Option<usize> {
    let template: Vec<&str> = template.trim_matches('/').split('/').collect();
    let fits = |(word, segment): (&&str, &&str)| match *word {
        "{api}" => [AgentsApi::V2, AgentsApi::V4].iter().any(|api| segment.eq_ignore_ascii_case(api.as_str())),
        word => word.starts_with('{') && !segment.is_empty() || segment.eq_ignore_ascii_case(word),
    };
    let is_same = template.len() == segments.len() && template.iter().zip(segments).all(fits);
    is_same.then(|| template.iter().filter(|word| !word.starts_with('{')).count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_of_the_operation_whose_template_says_most_of_it() {
        let of = |method: Method, path: &str| covering(&method, path).map(|endpoint| endpoint.operation.name);
        for endpoint in ENDPOINTS {
            let path = endpoint.operation.path.replace("{api}", "v2");
            assert_eq!(of(endpoint.operation.method.clone(), &path), Some(endpoint.operation.name));
        }
        assert_eq!(of(Method::PUT, "/v3/tool-plugins/import/x"), Some("integrations.update"));
        assert_eq!(of(Method::GET, "/V4/Agents/a%20b/"), Some("agents.get"));
        for (method, path) in [
            (Method::GET, "/v9/agents"),
            (Method::PATCH, "/v4/agents/x"),
            (Method::GET, "/"),
            (Method::GET, "/v4/agents/x/y/z"),
        ] {
            assert_eq!(of(method, path), None, "{path}");
        }
    }
}
