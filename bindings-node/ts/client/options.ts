/** Options of a client. */

import type { OnEvent } from "../call/events";
import type { TokenFunction } from "../native/native_calls";
import type { CachedToken } from "./token";

/**
 * Options of a client. What is not given is looked up in the environment, then in the credentials file.
 * Times are in milliseconds.
 */
export interface ClientOptions {
  /** Base URL of the installation; `https://` may be left out. Required, there is no default. */
  baseUrl?: string | undefined;
  /**
   * API token of a project, or a function that returns one: asked at the start of every call, in its asynchronous
   * context, and once more after the server refused that call's token (401). `cached` makes it be asked less often.
   */
  apiToken?: string | TokenFunction | CachedToken | undefined;
  /** OAuth access token, or such a function; needs `projectId`. */
  accessToken?: string | TokenFunction | CachedToken | undefined;
  /** Id of the project. */
  projectId?: string | undefined;
  /** Id of the organisation. */
  organizationId?: string | undefined;
  /** Section of the credentials file. When given, the environment is not consulted. */
  profile?: string | undefined;
  /** Path of the credentials file. Default: `~/.geai/credentials`. */
  credentialsFile?: string | undefined;
  /** Version of the agents API. Default: `v4`. */
  agentsApi?: "v2" | "v4" | undefined;
  /** Time for one attempt. Default: by class of operation, 30 s to 120 s. */
  timeout?: number | undefined;
  /** Time for a whole call. Default: by class of operation, 60 s to 130 s. */
  deadline?: number | undefined;
  /** Time to connect: name lookup, TCP and TLS. Default: 5000. */
  connectTimeout?: number | undefined;
  /** How often a failed attempt may be repeated. Default: 3. */
  retries?: number | undefined;
  /** Whether PUTs that make a new revision may be repeated after an attempt of unknown outcome. Default: false. */
  retryWrites?: boolean | undefined;
  /**
   * Milliseconds before the first repetition; each further wait is twice as long, up to 8 s. Each is drawn from its
   * upper half. Default: 300.
   */
  backoff?: number | undefined;
  /** Longest wait, in milliseconds, that a server may ask for; beyond it the call fails at once. Default: 60,000. */
  maxRetryAfter?: number | undefined;
  /** Whether a write is repeated that the server refused untouched (429 with `Retry-After`). Default: true. */
  retryPostOn429?: boolean | undefined;
  /** Most calls in flight; others wait. Default: 100. */
  maxInFlight?: number | undefined;
  /**
   * Most requests a second of this client in this process, repetitions included; others wait for their turn, so that they
   * leave evenly. Default: no limit.
   */
  maxRequestsPerSecond?: number | undefined;
  /**
   * Whether writes that must not be repeated go over pooled HTTP/1.1 connections, too: faster, but where the server
   * closes one at the moment of reuse the write fails with an unknown outcome. Default: false.
   */
  reuseConnectionsForWrites?: boolean | undefined;
  /** Largest body of a request, in bytes. Default: 64 MiB. */
  maxRequestBytes?: number | undefined;
  /** Largest response, in bytes after decompression. Default: 64 MiB. */
  maxResponseBytes?: number | undefined;
  /**
   * PEM file with further trusted certificates. Default: `SSL_CERT_FILE` and `SSL_CERT_DIR` of the environment, which
   * take the place of the system's on Linux. `NODE_EXTRA_CA_CERTS` is added to either.
   */
  caBundle?: string | undefined;
  /** PEM file with the client's own certificate, the intermediate ones after it, and its key, for servers that want one. */
  clientCert?: string | undefined;
  /** URL of a proxy for https. Default: `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` of the environment. */
  proxy?: string | undefined;
  /** Headers for every call. */
  headers?: Record<string, string> | undefined;
  /** Allows `http://` to hosts other than loopback: tokens travel readable. Default: false. */
  allowHttp?: boolean | undefined;
  /** Whether a credentials file that others may read or change is refused rather than warned of. Default: false. */
  strictCredentialsPermissions?: boolean | undefined;
  /**
   * Is called with an event when a call starts, after each attempt, before each wait and at the end, in the context of the
   * call. What it returns of a `start` are headers for every attempt, such as `traceparent`; those given in `headers` win.
   * What it throws changes nothing about the call.
   */
  onEvent?: OnEvent | undefined;
}
