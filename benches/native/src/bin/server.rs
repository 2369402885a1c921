//! Serves prepared bytes on several ports, and says on standard output which. Ends with standard input.

use std::error::Error;
use std::io::Read as _;
use std::rc::Rc;
use std::time::Duration;

use geai_bench::bodies::Bodies;
use geai_bench::tls::Identity;
use geai_bench::{delay, serve};
use tokio::task::LocalSet;

/// A way from the client to the server, and back.
const HALF: Duration = Duration::from_millis(20);

fn main() -> Result<(), Box<dyn Error>> {
    std::thread::spawn(|| {
        let _ = std::io::stdin().read_to_end(&mut Vec::new());
        std::process::exit(0);
    });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let local = LocalSet::new();
    local.block_on(&runtime, async {
        let (bodies, identity) = (Rc::new(Bodies::default()), Identity::new()?);
        let plain = serve::listen(&local, bodies.clone(), None).await?;
        let http1 = serve::listen(&local, bodies.clone(), Some(identity.server(&[b"http/1.1"])?)).await?;
        let http2 = serve::listen(&local, bodies, Some(identity.server(&[b"h2", b"http/1.1"])?)).await?;
        let ready = serde_json::json!({
            "plain": format!("http://{plain}"),
            "far_http1": format!("https://{}", delay::listen(http1, HALF)?),
            "far_http2": format!("https://{}", delay::listen(http2, HALF)?),
            "authority": identity.authority,
        });
        println!("{ready}");
        std::future::pending::<Result<(), Box<dyn Error>>>().await
    })
}
