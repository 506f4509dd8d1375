//! Names from short lists, drawn without regard to anything else about a person.

use super::super::rng::Dice;

/// A family's surname.
pub(super) fn surname(dice: &mut Dice) -> &'static str {
    SURNAMES[dice.below(SURNAMES.len() as u32) as usize]
}

/// First and second forename; `place` in the family keeps siblings apart.
pub(super) fn forenames(family: u32, place: u64, girl: bool) -> (&'static str, &'static str) {
    let names = if girl { GIRLS } else { BOYS };
    let first = (family as usize + place as usize * 7) % names.len();
    (names[first], names[(first + 13) % names.len()])
}

const SURNAMES: &[&str] = &[
    "Abara",
    "Ackerley",
    "Adeyemi",
    "Ahmed",
    "Ali",
    "Ashdown",
    "Barlow",
    "Begum",
    "Bell",
    "Bhatt",
    "Booth",
    "Brannigan",
    "Carver",
    "Chen",
    "Clarke-Osei",
    "Cole",
    "Cooper",
    "Dacosta",
    "Dalton",
    "Das",
    "Denholm",
    "Diallo",
    "Eastwood",
    "Ellis",
    "Farrow",
    "Fenwick",
    "Foster",
    "Garner",
    "Ghosh",
    "Gray",
    "Hale",
    "Harding",
    "Hassan",
    "Hawkes",
    "Holt",
    "Hussain",
    "Idowu",
    "Iqbal",
    "Ivanova",
    "Jarvis",
    "Johnson",
    "Kaur",
    "Keane",
    "Khan",
    "Kowalska",
    "Lacey",
    "Lambert",
    "Leigh",
    "Malik",
    "Marsh",
    "Mensah",
    "Moore",
    "Nash",
    "Nowak",
    "Oakley",
    "O'Connell",
    "Okafor",
    "Osborne",
    "Parkes",
    "Patel",
    "Pryce",
    "Quigley",
    "Rahman",
    "Reed",
    "Rowe",
    "Saeed",
    "Sharma",
    "Shaw",
    "Singh",
    "Stone",
    "Tanner",
    "Thorne",
    "Tran",
    "Upton",
    "Vance",
    "Varga",
    "Wade",
    "Ward",
    "Winter",
    "Yates",
    "Young",
    "Zielinska",
];

const GIRLS: &[&str] = &[
    "Aisha", "Alice", "Amara", "Amelia", "Anya", "Beatrix", "Chloe", "Daisy", "Edith", "Elif",
    "Ella", "Esme", "Fatima", "Freya", "Grace", "Hana", "Holly", "Imogen", "Iris", "Jasmine",
    "Keira", "Layla", "Lily", "Maisie", "Maya", "Nadia", "Nell", "Olivia", "Orla", "Poppy",
    "Priya", "Rosa", "Ruby", "Sana", "Sienna", "Thea", "Uma", "Violet", "Willow", "Yasmin", "Zoë",
];

const BOYS: &[&str] = &[
    "Aaron", "Adam", "Alfie", "Arjun", "Arlo", "Bilal", "Callum", "Caleb", "Daniel", "Dylan",
    "Elijah", "Ewan", "Felix", "Finley", "George", "Hamza", "Harry", "Hugo", "Ibrahim", "Isaac",
    "Jack", "Jude", "Kofi", "Leo", "Logan", "Luca", "Mason", "Milo", "Noah", "Omar", "Oscar",
    "Quinn", "Ravi", "Reuben", "Rory", "Samuel", "Tariq", "Theo", "Umar", "Wilfred", "Yusuf",
];
