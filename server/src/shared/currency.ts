// The only table of currencies, for the service and the web app, which bundles it: it uses nothing of Node.
//
// ISO 4217, List One as of 1 January 2026: every active code that is money and has a minor unit, by ISO's own number of
// its digits. JavaScript runtimes use other numbers (CLDR prints Hungarian forints without fillér and Iraqi dinars without fils),
// and change them between versions, so that a stored amount would suddenly mean a hundred times more or less.
// Left out are codes without a minor unit (metals, XDR, XTS, XXX …) and codes of funds, in which nobody pays; but CLF and
// UYW stay, in which Chile and Uruguay set rents.

const codesByDigits = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF',
  2: `AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE
    CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR
    KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB
    PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY
    TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG`,
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
}

const digits = new Map(
  Object.entries(codesByDigits).flatMap(([count, codes]) =>
    codes.split(/\s+/).map((code): [string, number] => [code, Number(count)]),
  ),
)

/** The currency codes of locations, tariffs and wallets, in alphabetical order. */
export const currencies: readonly string[] = [...digits.keys()].sort()

export const isCurrency = (code: string): boolean => digits.has(code)

/** The number of digits after the decimal point. Amounts in a code that is no longer in the table have two, as most had. */
export const minorDigits = (code: string): number => digits.get(code) ?? 2
