//! A sign-in to a service through the inspector.

use super::integrations::SecurityScheme;
use crate::schema::json_text::JsonText;
use crate::schema::model::model;

model! {
    /// A sign-in to a service: begun, or finished with its description.
    Authorization {
        /// URL of the service.
        url "url": String,
        /// How the service authenticates, with the client id that was given.
        security_scheme "securityScheme": Option<SecurityScheme>,
        /// Where the user signs in; absent where that is not needed.
        authorization_url "authorizationUrl": Option<String>,
        /// Id of the challenge; keep it to resume.
        challenge_id "challengeId": Option<String>,
        /// OpenAPI document of the service, as text, once the user signed in.
        manifest "manifest": Option<JsonText>,
    }
}
