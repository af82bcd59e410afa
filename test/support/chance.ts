import fc from "fast-check";

// The same cases at every run: red then means that something changed. SEED=random looks further.
if (process.env["SEED"] !== "random") fc.configureGlobal({ seed: 20_261_121 });

export default fc;
