// Nothing of the user who runs this is read: neither their settings nor their credentials.

for (const name of Object.keys(process.env)) {
  if (name.startsWith("GEAI_")) delete process.env[name];
}
process.env.HOME = process.env.USERPROFILE = "/nonexistent";
