//! Numbers as people type them and as they are stored. See `../README.md`.
#![no_main]

use danvan_core::record::{Body, Quantity};
use danvan_core::text::{
    Amount, FigureField, FigureProposal, FigureReading, Locale, NumberProblem, parse_number, parse_number_of,
    print_number, read_figure,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for locale in [Locale::Vi, Locale::En] {
        let read = parse_number(text, locale);
        // What was read and printed is read as the same, or asked back with it among the answers.
        if let Ok(amount) = read {
            match parse_number(&print_number(amount, locale), locale) {
                Ok(again) => assert_eq!(again, amount),
                Err(NumberProblem::Ambiguous { as_decimal, as_thousands }) => {
                    assert!(as_decimal == amount || as_thousands == Some(amount));
                }
                Err(other) => panic!("{amount:?} is printed and not read: {other:?}"),
            }
        }
        let _ = parse_number_of(text, "km", locale);
        // Whatever is read or offered is a number that the field takes.
        let takes = |amount: Amount| !amount.is_negative() && amount.decimals() <= 1;
        match read_figure(text, FigureField { unit: "km", decimals: 1, words: true }, locale) {
            Ok(FigureReading::Number { amount, .. }) => assert!(takes(amount)),
            Ok(FigureReading::Ask(meant)) => {
                let fits = |one: &FigureProposal| !matches!(one, FigureProposal::Number(amount, _) if !takes(*amount));
                assert!(!meant.is_empty() && meant.iter().all(fits));
            }
            Err(problem) => assert!(!matches!(problem, NumberProblem::Ambiguous { .. })),
        }
    }
    if let Some(amount) = Amount::from_decimal(text) {
        assert_eq!(Amount::from_decimal(&amount.to_decimal()), Some(amount));
    }
    if let Ok(item) = serde_json::from_str::<Body>(text) {
        let quantity = Quantity::from_item(&item);
        // A qualifier qualifies a number only, and empty words say nothing: written twice is written once.
        let written = |quantity: &Quantity| {
            let mut item = Body::default();
            quantity.write_into(&mut item);
            item
        };
        let once = written(&quantity);
        let again = Quantity::from_item(&once);
        assert_eq!(written(&again), once);
        assert_eq!((again.amount, again.numerator), (quantity.amount, quantity.numerator));
        let _ = (quantity.print(Locale::Vi), quantity.print(Locale::En));
    }
});
