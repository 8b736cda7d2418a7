const { default: Sequencer } = require("@jest/test-sequencer");

/** Tiers whose files take longest, first. */
const tiers = ["e2e", "lxd", "host", "integration", "contract", "unit"];
const rank = ({ context }) => tiers.indexOf(context.config.displayName.name);

/** A long file that starts last leaves all other cores idle until it ends: the dear tiers go first, the cheap ones fill up. */
module.exports = class extends Sequencer {
  sort(tests) {
    return [...super.sort(tests)].sort((a, b) => rank(a) - rank(b));
  }
};
