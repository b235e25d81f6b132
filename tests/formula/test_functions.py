from kokoq.formula.functions import AGGREGATES, FUNCTIONS, Role


def test_a_function_is_listed_under_its_own_name() -> None:
    assert all(name == function.name for name, function in FUNCTIONS.items())


def test_only_aggregates_take_where() -> None:
    assert {name for name, function in FUNCTIONS.items() if function.where} == AGGREGATES


def test_optional_parameters_come_last() -> None:
    for function in FUNCTIONS.values():
        optional = [parameter.endswith("?") for parameter in function.parameters]
        assert optional == sorted(optional)


def test_every_role_and_result_is_one_that_the_checker_knows() -> None:
    assert {function.role for function in FUNCTIONS.values()} == set(Role)
    assert {function.result for function in FUNCTIONS.values()} <= {"number", "share", "same"}
