// The packages of package.json, which ./dotpha deploy-check installs outside of the tree: NODE_MODULES names the folder.
import { createRequire } from 'node:module';

const require = createRequire(`${process.env.NODE_MODULES}/`);
export const yaml = require('yaml');
export const { Ajv } = require('ajv');
