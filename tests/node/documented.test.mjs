// Suites that are stories told to the emulator, played where it shows what the pages show and nothing else. By themselves
// they are played where it shows what the vendor's SDK reads as well.

const STORIES = [
  "edit",
  "emulator",
  "emulator-state",
  "errors",
  "integrations",
  "null",
  "pages",
  "plans",
  "pull",
  "samples",
  "signin",
  "single",
];

// Before they are loaded, since they ask what emulators show.
process.env["GEAI_EMULATOR_TEMPERS"] = "answers=documented";
for (const story of STORIES) await import(`./${story}.test.mjs`);

export {};
