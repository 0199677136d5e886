"""The compiled XForm read once: nodes, binds, controls, texts, instances, actions."""
