/** Client for the Globant Enterprise AI (GEAI) Agents and Integrations APIs. Not an official Globant product. */

export { Client, type Setting } from "./client/client";
export { check, type CheckOptions, type DefinitionsSource, type GivenDefinition } from "./client/definitions";
export { Applied, Difference, Graph, Plan, Pulled } from "./generated/documents";
export type { Earlier, EnsureAgentOptions, EnsureIntegrationOptions, RollBackTo } from "./call/single";
export type { ApplyOptions, PlanOptions, PullOptions } from "./client/plans";
export type { ClientOptions } from "./client/options";
export { cached, CachedToken, type TokenFunction } from "./client/token";
export type { RequestParams } from "./call/calls";
export type { CallEvent, OnEvent } from "./call/events";
export type { CallOptions } from "./call/options";
export type { Query, QueryValue } from "./call/query";
export type { AuthorizeParams } from "./call/authorize";
export type { BulkCallOptions } from "./call/concurrency_group";
export type { BulkOptions } from "./client/bulk";
export { defineAgent, defineIntegration, edit, toAgentDefinition as toDefinition } from "./generated/definitions";
export type { DefineOptions } from "./convert/definition";
export { extraOf } from "./convert/mask";
export * from "./errors/error";
export type * from "./generated/models";
export { Page, PagePromise, type PageInformation, type Records } from "./call/page";
export { ResponsePromise, type WithResponse } from "./call/response_promise";
export type * from "./generated/resources";
