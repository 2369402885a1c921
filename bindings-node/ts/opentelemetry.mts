// The CommonJS module under its names: one copy of every class, however it is loaded.
export * from "./opentelemetry.js";
