// Nothing of the user who runs this is read: neither their settings nor their credentials.

for (const name of Object.keys(process.env)) {
  if (name.startsWith("GEAI_") || name === "HOME" || name === "USERPROFILE") delete process.env[name];
}
