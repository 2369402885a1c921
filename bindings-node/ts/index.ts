/** Client for the Globant Enterprise AI (GEAI) Agents and Integrations APIs. Not an official Globant product. */

export { Client, type ClientOptions, type Setting } from "./client";
export type { CallOptions, Query, QueryValue, RequestEvent, RequestParams, TokenFunction } from "./calls";
export type { AuthorizeParams } from "./authorize";
export type { BulkCallOptions, BulkOptions } from "./bulk";
export { definitionOf as toDefinition } from "./definition";
export { GeaiError, type Attempt, type Executed, type Failure, type Phase, type ServerMessage } from "./error";
export * from "./errors";
export type * from "./models";
export { Page, PagePromise, type PageInformation } from "./page";
export { ResponsePromise, type WithResponse } from "./promise";
export type * from "./resources";
