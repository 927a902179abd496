"""core init · core user add"""

from __future__ import annotations

import argparse

from core.commands.common import Call, add_options, operator_name
from core.model import Role
from core.services import setup


def fill(name: str, parser: argparse.ArgumentParser) -> None:
    """Add the options of `init` or `user`."""
    (_fill_init if name == "init" else _fill_user)(parser)


def _fill_init(parser: argparse.ArgumentParser) -> None:
    add_options(parser, "--org", "--actor")
    parser.add_argument("--name", required=True, help="as it stands on documents and mails")
    parser.add_argument("--zone", required=True, metavar="Europe/Berlin", help="time zone that decides what day it is")
    parser.add_argument("--currency", required=True, metavar="USD", help="currency of every price")
    parser.set_defaults(act=init)


def _fill_user(parser: argparse.ArgumentParser) -> None:
    what = parser.add_subparsers(required=True, metavar="add")
    add = what.add_parser("add", allow_abbrev=False, help="give a person a role")
    add_options(add, "--org", "--actor")
    add.add_argument("email", metavar="EMAIL")
    add.add_argument("--role", required=True, choices=[str(role) for role in Role if role is not Role.OPERATOR])
    add.add_argument("--name", default="", help="first and last name of somebody new")
    add.set_defaults(act=add_user)


def init(call: Call) -> None:
    """Make the store if absent and add the organisation."""
    args = call.args
    setup.check_settings(args.org, args.name, args.zone, args.currency)  # before a store is made for nothing
    with call.open(make=True) as db:
        org, new = setup.init(
            db, args.org, args.name, args.zone, args.currency, call.now, args.actor or operator_name()
        )
        document = {
            "org": org.slug,
            "name": org.name,
            "zone": org.zone,
            "currency": org.currency,
            "new": new,
            "store": str(db.path),
        }
    call.answer(document, f"{org.name} {'added to' if new else 'is already in'} {document['store']}.")


def add_user(call: Call) -> None:
    """Give a person a role."""
    args = call.args
    with call.open() as db:
        role, by = Role(args.role), operator_name()
        person, new = setup.add_user(db, args.email, args.org, role, args.name, call.now, by, args.actor)
    document = {"person": person, "email": args.email, "org": args.org, "role": args.role, "new": new}
    call.answer(document, f"{args.email} is {'now' if new else 'already'} {args.role} of {args.org}.")
