//! The document that a package is kept as: what is known of it where it is read from YAML.

use super::packages::{LabAgent, LabTool, PackageContent, PackageInfo};
use crate::schema::Kind;
use crate::schema::model::{Member as _, model};

model! {
    /// The document of a package: a member `labPackage`, or the members under it alone.
    #[derive(Default)]
    PackageDocument {
        /// The package.
        lab_package "labPackage": Option<PackageContent>,
        /// Agents.
        agents "agents": Option<Vec<LabAgent>>,
        /// Where the package came from.
        info "info": Option<PackageInfo>,
        /// Tools the agents refer to.
        tools "tools": Option<Vec<LabTool>>,
    }
}

/// Kind of the document of a package.
pub(crate) const PACKAGE: Kind = PackageDocument::KIND;
