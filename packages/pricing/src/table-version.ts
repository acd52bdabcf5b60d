/** Version of the price table: that of `@pydantic/genai-prices`. A test holds it to the package that is installed. */
export const tableVersion = '0.1.8';
