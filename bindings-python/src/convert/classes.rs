//! The classes of this folder.

use pyo3::prelude::*;

use super::model::BaseModel;
use super::package::LabPackage;
use super::page::{AsyncPage, AsyncPages, Page};
use super::reply::Response;
use super::to_json::{self, Instance};
use super::{forms, generated};

/// Adds the classes to the module, and lets `to_json` write their instances.
pub fn add(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<Response>()?;
    module.add_class::<Page>()?;
    module.add_class::<AsyncPage>()?;
    module.add_class::<AsyncPages>()?;
    module.add_class::<LabPackage>()?;
    generated::add_classes(module)?;
    to_json::register_classes(instance);
    Ok(())
}

fn instance(value: &Bound<'_, PyAny>) -> PyResult<Option<Instance>> {
    if let Ok(model) = value.cast::<BaseModel>() {
        let model = &*model.get().model;
        let (schema, text) = (model.schema(), forms::wire_text(value.py(), model)?);
        return Ok(Some(Instance { name: schema.name, schema: Some(schema), text }));
    }
    let package = value.cast::<LabPackage>().ok();
    Ok(package.map(|package| Instance { name: "LabPackage", schema: None, text: package.get().text().into_owned() }))
}
