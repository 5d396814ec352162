// The command table: one row for each RPC that a person would call. Flags, their help and the request come from the
// method's contract; a row only says under which words it is found, and which columns its list shows.
#pragma once

#include <span>
#include <string>
#include <vector>

namespace dotpha::ctl {

struct Command {
  std::string group;   // "registration"
  std::string word;    // "list"
  std::string method;  // full name of the RPC; its package says whose address is called
  // Request fields that may stand without a flag, in order, e.g. {"official_id"}.
  std::vector<std::string> positional;
  // Collection of the request's `name` field: `TQ-001` becomes `authorities/{authority}/<collection>/TQ-001`. Empty:
  // none.
  std::string collection;
  std::vector<std::string> columns;  // of the answer's list; empty: not a list
  std::string example;               // arguments after "dotphactl <group> <word> "
};

// In the order in which `--help` shows them.
std::span<const Command> Commands();
// What a group is about, for `--help`.
std::string GroupHelp(const std::string& group);

}  // namespace dotpha::ctl
