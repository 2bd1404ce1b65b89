// SPDX-License-Identifier: AGPL-3.0-or-later
const { randomBytes, scryptSync, timingSafeEqual } = require('node:crypto');

const USERS = '/data/users.json';
const BYTES = 32;

function hashOf(password) {
  const salt = randomBytes(16);
  return { salt: salt.toString('hex'), hash: scryptSync(password, salt, BYTES).toString('hex') };
}

function isRightPassword(password, { salt, hash }) {
  return timingSafeEqual(scryptSync(password, Buffer.from(salt, 'hex'), BYTES), Buffer.from(hash, 'hex'));
}

module.exports = { USERS, hashOf, isRightPassword };
