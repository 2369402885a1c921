//! Numbers of definitions: kept to the letter, and refused where most readers take them for zero or infinite.

use crate::given::{assert_only, read, refused};

#[test]
fn a_number_that_no_float_holds_is_refused_with_its_place() {
    for number in ["1e400", "-1e999", "1E400", "1e-400"] {
        let modelled = format!(
            "{{\"name\": \"A\",\n\"agentData\": {{\"llmConfig\": {{\"sampling\": {{\"temperature\": {number}}}}}}}}}"
        );
        let unknown = format!("{{\"name\": \"A\",\n\"$extra\": {{\"n\": [{{\"x\": {number}}}]}}}}");
        let yaml = format!("name: A\nagentData: {{llmConfig: {{sampling: {{temperature: {number}}}}}}}\n");
        let value = "name: A\nagentData: {llmConfig: {sampling: {temperature: {$value: t}}}}\n";
        let expected = "expected a number that 64 bits of floating point can hold, got one beyond them";
        for (file, text, place) in [
            ("agents/a.json", &*modelled, "agentData.llmConfig.sampling.temperature: "),
            ("agents/a.yaml", &*yaml, "agentData.llmConfig.sampling.temperature: "),
            ("agents/a.json", &*unknown, "n[0].x: "),
        ] {
            assert_only(&refused(&[(file, text)]), &[&format!("{file}:2: {place}{expected}")]);
        }
        let files = [("agents/a.yaml", value)];
        let in_yaml = format!("format: geai/1\nvalues: {{t: {number}}}\n");
        assert_only(&refused(&[("geai.yaml", &in_yaml), files[0]]), &["geai.yaml:2: ", "quote it"]);
        let whole = format!("name: A\nagentData: {{llmConfig: {{maxTokens: {number}}}}}\n");
        let expected = "a.yaml:2: agentData.llmConfig.maxTokens: expected an integer of at most 64 bits";
        assert_only(&refused(&[("agents/a.yaml", &whole)]), &[expected]);
    }
}

#[test]
fn every_other_number_is_kept_to_the_letter() {
    for number in
        ["123456789012345678901234567890", "0.1000000000000000055511151231257827", "1.10", "-0.0", "0e999", "1e-300"]
    {
        let json = format!(
            "{{\"name\":\"A\",\"agentData\":{{\"llmConfig\":{{\"sampling\":{{\"temperature\":{number}}}}}}},\"$extra\":{{\"x\":{number}}}}}"
        );
        let read = read(&[("agents/a.json", &json)]);
        let kept = read.agents[0].definition.text();
        assert!(kept.contains(&format!("\"temperature\":{number}")), "{kept}");
        assert!(kept.contains(&format!("\"x\":{number}")), "{kept}");
    }
}
