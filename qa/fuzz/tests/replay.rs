//! Every committed input once more, without a fuzzer: what was found stays found.

use std::fs;
use std::path::{Path, PathBuf};

use geai_fuzz::{TARGETS, target};

/// Inputs of a target.
const MOST_FILES: usize = 100;
/// Bytes of all inputs.
const MOST_BYTES: u64 = 1_000_000;

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus")
}

fn inputs(name: &str) -> Vec<PathBuf> {
    let files = fs::read_dir(corpus().join(name)).unwrap_or_else(|error| panic!("corpus/{name}: {error}"));
    let mut files: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    files.sort();
    files
}

fn replay(name: &str) {
    let target = target(name).unwrap();
    (target.run)(b"");
    let broken: Vec<_> = inputs(name)
        .into_iter()
        .filter(|path| {
            let input = fs::read(path).unwrap();
            std::panic::catch_unwind(|| (target.run)(&input)).is_err()
        })
        .collect();
    assert!(broken.is_empty(), "{broken:#?}");
}

macro_rules! replays {
    ($($name:ident),+ $(,)?) => {
        $(
            #[test]
            fn $name() {
                replay(stringify!($name));
            }
        )+

        #[test]
        fn none_is_left_out() {
            let names: Vec<_> = TARGETS.iter().map(|target| target.name).collect();
            assert_eq!(names, [$(stringify!($name)),+]);
        }
    };
}
replays!(
    retry_after,
    retry_state,
    path_build,
    header_check,
    base_url,
    credentials_file,
    error_body,
    decode_model,
    decode_answer,
    raw_json,
    response_stream,
    h2_frames,
);

#[test]
fn the_corpus_is_small_and_every_folder_is_a_target() {
    let mut bytes = 0;
    for folder in fs::read_dir(corpus()).unwrap() {
        let name = folder.unwrap().file_name().into_string().unwrap();
        let longest = target(&name).unwrap_or_else(|| panic!("no target is called {name}")).max_len;
        let files = inputs(&name);
        assert!((1..=MOST_FILES).contains(&files.len()), "{name} has {} inputs", files.len());
        for file in files {
            let length = fs::metadata(&file).unwrap().len();
            assert!(length <= longest as u64, "{} is longer than its target reads", file.display());
            bytes += length;
        }
    }
    assert!(bytes <= MOST_BYTES, "{bytes} bytes");
}
