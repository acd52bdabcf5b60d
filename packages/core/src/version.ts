/** Of this package. A test holds it to package.json. */
export const sdkVersion = '0.0.0';
