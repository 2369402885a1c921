//! Tables for people: the members of one model, and records in columns.

use std::io;

use geai_client::Setting;
use geai_client::bindings::{Field, Kind, Schema};
use serde_json::value::RawValue;

use super::cell::{cut, fit, printable, text, width};
use crate::streams::Streams;

/// Between two columns.
const GAP: &str = "  ";
/// Widest column of records where there is no terminal, and the least that a column is cut to.
const WIDEST: usize = 48;
const NARROWEST: usize = 8;
/// The member that people know a record by, and the columns that it has of a narrow terminal.
const NAME: &str = "name";
const NAMED: usize = 16;

/// Members of an object in their order.
type Members<'j> = Vec<(String, &'j RawValue)>;

fn members(json: &str) -> io::Result<Members<'_>> {
    Ok(geai_client::bindings::members(json)?)
}

/// A line for each member of a model.
pub fn print_members(schema: &'static Schema, json: &str, streams: &mut Streams<'_>) -> io::Result<()> {
    let members = members(json)?;
    let lines = members.iter().map(|(name, value)| {
        let name = schema.wire_field(name).map_or(name.as_str(), |field| field.wire);
        (printable(name), text(value))
    });
    print_lines(lines.filter(|(_, value)| !value.is_empty()).collect(), streams)
}

fn print_lines(lines: Vec<(String, String)>, streams: &mut Streams<'_>) -> io::Result<()> {
    let column = lines.iter().map(|(name, _)| width(name)).max().unwrap_or_default();
    let left = streams.width.map(|columns| columns.saturating_sub(column + GAP.len()).max(NARROWEST));
    for (name, value) in lines {
        let value = left.map_or_else(|| value.clone(), |left| cut(&value, left));
        writeln!(streams.stdout, "{}{GAP}{}", fit(&name, column), value.trim_end())?;
    }
    Ok(())
}

/// The settings of the client, each with its source.
pub fn print_settings(settings: &[Setting], streams: &mut Streams<'_>) -> io::Result<()> {
    let widest = |of: fn(&Setting) -> &str| settings.iter().map(|setting| width(of(setting))).max().unwrap_or_default();
    let (names, values) = (widest(|setting| setting.name), widest(|setting| &setting.value).min(WIDEST));
    for Setting { name, value, source } in settings {
        let value = printable(value);
        writeln!(
            streams.stdout,
            "{}{GAP}{}{GAP}{}",
            fit(name, names),
            fit(&value, values.max(width(&value))),
            printable(source)
        )?;
    }
    Ok(())
}

/// The columns of records, as the first page decides them.
pub struct Columns(Vec<(&'static Field, usize)>);

impl Columns {
    /// The members that hold one value in any of these records, as many as fit beside each other.
    pub fn of(schema: &'static Schema, records: &[String], terminal: Option<usize>) -> Self {
        let rows: Vec<Members<'_>> = records.iter().filter_map(|record| members(record).ok()).collect();
        let mut columns = Vec::new();
        // The id of a record comes first, and then its members in their order.
        let identity = schema.identity_field().into_iter();
        let others = schema.fields.iter().filter(|field| Some(field.name) != schema.identity);
        for field in identity.chain(others).filter(|field| is_scalar(field.kind)) {
            let cells = rows.iter().map(|row| width(&cell(row, field)));
            let widest = cells.max().filter(|widest| *widest > 0);
            columns.extend(widest.map(|widest| (field, widest.max(width(field.wire)).min(WIDEST))));
        }
        if let Some(terminal) = terminal {
            if let [(_, id), (second, name), ..] = columns.as_mut_slice()
                && second.name == NAME
            {
                // People know a record by its name, so that the id leaves it some of a narrow terminal.
                let least = NAMED.min(terminal / 2);
                *name = (*name).min(terminal.saturating_sub(*id + GAP.len()).max(least));
                *id = (*id).min(terminal.saturating_sub(*name + GAP.len()).max(1));
            }
            let mut left = terminal;
            columns.retain_mut(|(_, columns)| {
                let fits = *columns <= left || left >= NARROWEST;
                *columns = (*columns).min(left);
                left = if fits { left.saturating_sub(*columns + GAP.len()) } else { 0 };
                fits && *columns > 0
            });
        }
        Self(columns)
    }

    /// Prints records in these columns, below their names if they are the first.
    pub fn print(&self, records: &[String], first: bool, streams: &mut Streams<'_>) -> io::Result<()> {
        let line = |cells: Vec<String>| cells.join(GAP).trim_end().to_owned();
        if first {
            let names = self.0.iter().map(|(field, columns)| fit(field.wire, *columns)).collect();
            writeln!(streams.stdout, "{}", line(names))?;
        }
        for record in records {
            let row = members(record)?;
            let cells = self.0.iter().map(|(field, columns)| fit(&cell(&row, field), *columns)).collect();
            writeln!(streams.stdout, "{}", line(cells))?;
        }
        Ok(())
    }
}

fn cell(row: &Members<'_>, field: &Field) -> String {
    row.iter().find(|(name, _)| field.is_wire(name)).map_or_else(String::new, |(_, value)| text(value))
}

fn is_scalar(kind: Kind) -> bool {
    // What is secret is masked by now, unless it is asked for.
    matches!(kind, Kind::String | Kind::Open(_) | Kind::Boolean | Kind::Integer | Kind::Number | Kind::Secret)
}
