// Strict JSON Lines: UTF-8, one object a line, nothing guessed. Every problem is named by line and field, and none
// repeats the text that it is about: a value that should not have been sent must not reach a log by way of its refusal.
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace dotpha::jsonl {

struct Problem {
  std::size_t line = 0;  // 1-based; 0: the file as a whole
  std::string field;     // "works[0].years[1].w"; may be empty
  std::string reason;    // UPPER_SNAKE_CASE
  std::string message;

  // "works.jsonl:3: field kind: JSON_DUPLICATE_KEY: ..."
  [[nodiscard]] std::string ToString(const std::string& file) const;
};

struct Line {
  std::size_t number = 0;  // 1-based
  nlohmann::json object;
};

struct Limits {
  std::size_t text = 10'000;  // characters of one text
  std::size_t depth = 16;     // objects and lists in one another
};

// What a file holds: `lines` is whole only where `problems` is empty.
struct File {
  std::vector<Line> lines;
  std::vector<Problem> problems;
};

// A byte order mark is dropped; LF and CR LF end lines; the last line may lack its end. Reasons: FILE_EMPTY,
// ENCODING_INVALID_UTF8 (alone: nothing else is read), JSON_INVALID (also a cut or empty line), JSON_NOT_AN_OBJECT,
// JSON_DUPLICATE_KEY, JSON_TOO_DEEP, NUMBER_OUT_OF_RANGE (beyond 64 bits, or infinite), FIELD_TOO_LONG.
File Read(std::string_view bytes, const Limits& limits = {});

// A field's name as it may be shown: what is no plain name is "?".
std::string ShownName(std::string_view name);

}  // namespace dotpha::jsonl
