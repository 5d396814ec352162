// Settings of a binary: each declared once, with name, default, unit and help.
//
// Precedence: flag `--name` > environment `DOTPHA_NAME` (dashes become underscores) > file given by `--config`
// (TOML or INI, `name = value`) > default. `--help` prints every default and unit. A wrong setting names itself and
// where it came from, and the process exits with 2 before it serves. Secrets are never settings: a setting names their
// file.
#pragma once

#include <chrono>
#include <functional>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/result.h"

namespace dotpha::config {

// What the process was asked to do; without a subcommand it serves.
enum class Command { kServe, kMigrate, kCheckConfig };

inline constexpr int kExitWrongSetting = 2;

class Settings {
 public:
  // `program` as typed, `purpose` in one sentence for --help.
  Settings(std::string program, std::string purpose);
  ~Settings();
  Settings(const Settings&) = delete;
  Settings& operator=(const Settings&) = delete;

  // Each adder declares one setting "name" (given as --name); `*target` holds its default and must outlive Parse().
  // `kind` is what --help shows as the form of the value, e.g. "HOST:PORT".
  void Text(std::string_view name, std::string* target, std::string_view kind, std::string_view help);
  // A path; when not empty it must be a readable file (or folder) at start.
  void File(std::string_view name, std::string* target, std::string_view help);
  void Folder(std::string_view name, std::string* target, std::string_view help);
  // Within [least, most]; `unit` such as "connections".
  void Number(std::string_view name, int* target, int least, int most, std::string_view unit, std::string_view help);
  // "250ms", "20s", "15min"; a number without a unit is an error.
  void Duration(std::string_view name, std::chrono::milliseconds* target, std::chrono::milliseconds least,
                std::chrono::milliseconds most, std::string_view help);
  void Choice(std::string_view name, std::string* target, std::vector<std::string> allowed, std::string_view help);
  // --name, or DOTPHA_NAME=true|false.
  void Switch(std::string_view name, bool* target, std::string_view help);
  // Values separated by commas.
  void List(std::string_view name, std::vector<std::string>* target, std::string_view kind, std::string_view help);
  // Runs after all values are known; its error's message should name the setting.
  void Check(std::function<Result<void>()> check);

  // Nullopt: go on, all targets are set. Otherwise the process must end with that code: 0 after --help,
  // kExitWrongSetting after an error, which has been written to `errors`.
  [[nodiscard]] std::optional<int> Parse(const std::vector<std::string>& arguments, std::ostream& out,
                                         std::ostream& errors);
  // The same with std::cout and std::cerr.
  [[nodiscard]] std::optional<int> Parse(int argc, const char* const* argv);

  // After a Parse() that returned nullopt.
  [[nodiscard]] Command command() const;
  // Where each value came from and what it is, one "name = value  # flag|environment|file|default" a line.
  [[nodiscard]] std::string Describe() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Content of a secret's file without its trailing line break. FAILED_PRECONDITION SECRET_UNREADABLE or SECRET_EMPTY;
// the message names the setting, never the content.
Result<std::string> ReadSecret(std::string_view setting, const std::string& path);

// "250ms", "20s", "15min", "2h".
Result<std::chrono::milliseconds> ParseDuration(std::string_view text);

}  // namespace dotpha::config
