// What emulators of this run show in answers. `documented.test.mjs` plays suites again where it is what the pages show.

/** Whether answers also hold what the vendor's SDK reads and no page shows. */
export const observed = process.env["GEAI_EMULATOR_TEMPERS"] !== "answers=documented";
