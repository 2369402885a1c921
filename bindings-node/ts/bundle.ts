/** All of the package in one file: every further file that is loaded delays the start of a program. */

export * from "./index";
export * from "./testing";

// For tests of the boundary to the native part.
export { Calls } from "./call/calls";
export { native } from "./native/load";
export { bridge } from "./native/native_calls";
export { valueOf } from "./native/payload";
