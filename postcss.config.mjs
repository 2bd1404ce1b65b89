// SPDX-License-Identifier: AGPL-3.0-or-later
const config = { plugins: { '@tailwindcss/postcss': {} } };
export default config;
