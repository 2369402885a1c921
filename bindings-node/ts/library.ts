/** All of the package in one file: every further one that is loaded costs a program time when it starts. */

export * from "./index";
export * from "./testing";

// For the tests of what no user should meet.
export { Calls } from "./calls";
export { valueOf } from "./definition";
export { bridge } from "./door";
export { native } from "./native";
