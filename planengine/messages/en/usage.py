"""A call that is off."""

TEXTS = {
    "usage.no_such_option": "There is no option {option}.",
    "usage.no_such_option_near": "There is no option {option}. Did you mean: {near}?",
    "usage.no_such_command": "There is no command “{command}”.",
    "usage.no_such_command_near": "There is no command “{command}”. Did you mean: {near}?",
    "usage.missing": "{name} is missing.",
    "usage.bad_value": "The value of {name} is not right: {reason}",
    "usage.choice": "choose one of {choices}.",
    "usage.range": "a whole number from {least} to {most} is needed.",
    "usage.option_needs_value": "The option {option} needs a value.",
    "usage.extra": "Too much: {words}.",
    "usage.other": "The call is not right: {reason}",
    "usage.help": "For how to use it: {command} --help",
}
