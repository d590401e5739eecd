# Every target does the set-up that it needs; see tools/.

.PHONY: run setup test dev check gen shots bench soak bundle

# The window on the demo territory; without a display, next week's sheets as PDF.
run:
	@tools/run

# System packages, npm packages and fonts.
setup:
	@tools/setup

# The quick tier: Rust, the screens, the real window. Ends with counts.
test:
	@tools/test

# The window on the Vite server, with reload.
dev:
	@tools/dev

# Format, lints, licences, boundaries, generated types.
check:
	@tools/check

# TypeScript types from the Rust ones.
gen:
	@tools/gen

# Pictures of every screen at three sizes, in two languages, light and dark, with axe.
shots:
	@tools/shots

# Measured beside the peers.
bench:
	@tools/bench

# Kills, many seeds, many cases.
soak:
	@tools/soak

# The .deb.
bundle:
	@tools/bundle
