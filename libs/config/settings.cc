#include "libs/config/settings.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>

namespace dotpha::config {
namespace {

std::string EnvironmentName(std::string_view name) {
  std::string text = "DOTPHA_";
  for (const char c : name) {
    text += c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  return text;
}

std::string FormatDuration(std::chrono::milliseconds duration) {
  const auto millis = duration.count();
  if (millis % 60'000 == 0 && millis > 0) {
    return fmt::format("{}min", millis / 60'000);
  }
  return millis % 1000 == 0 ? fmt::format("{}s", millis / 1000) : fmt::format("{}ms", millis);
}

// True when `arguments` give --name or --name=value.
bool GivenAsFlag(const std::vector<std::string>& arguments, std::string_view name) {
  const std::string flag = fmt::format("--{}", name);
  for (const std::string& argument : arguments) {
    if (argument == "--") {
      return false;
    }
    if (argument == flag || argument.starts_with(flag + "=")) {
      return true;
    }
  }
  return false;
}

std::optional<std::string> ValueOfFlag(const std::vector<std::string>& arguments, std::string_view name) {
  const std::string flag = fmt::format("--{}", name);
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i] == flag && i + 1 < arguments.size()) {
      return arguments[i + 1];
    }
    if (arguments[i].starts_with(flag + "=")) {
      return arguments[i].substr(flag.size() + 1);
    }
  }
  return std::nullopt;
}

}  // namespace

struct Settings::State {
  struct Setting {
    CLI::Option* option = nullptr;
    std::function<std::string()> value;
    std::string source = "default";
  };

  State(std::string program, std::string purpose) : app(std::move(purpose), std::move(program)) {}

  CLI::App app;
  std::string config_file;
  std::map<std::string, Setting, std::less<>> settings;
  std::vector<std::function<Result<void>()>> checks;
  CLI::App* migrate = nullptr;
  CLI::App* check_config = nullptr;

  void Register(std::string_view name, CLI::Option* option, std::function<std::string()> value) {
    settings.emplace(std::string(name), Setting{option, std::move(value), "default"});
  }
  // Adds what environment and file say about settings that the command line leaves open.
  Result<std::vector<std::string>> WithEnvironmentAndFile(std::vector<std::string> arguments);
};

Settings::Settings(std::string program, std::string purpose)
    : state_(std::make_unique<State>(std::move(program), std::move(purpose))) {
  CLI::App& app = state_->app;
  app.option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::Throw);
  app.set_help_flag("--help", "Prints this text, with the default and unit of every setting, and exits");
  app.add_option("--config", state_->config_file,
                 "File of settings, `name = value` a line; weaker than flags and environment")
      ->type_name("FILE")
      ->envname("DOTPHA_CONFIG");
  app.add_subcommand("serve", "Serves until SIGTERM (the default)")->fallthrough();
  state_->migrate = app.add_subcommand("migrate", "Brings the database to this binary's schema, and exits");
  state_->migrate->fallthrough();
  state_->check_config = app.add_subcommand("check-config", "Checks all settings, prints them and their sources");
  state_->check_config->fallthrough();
  app.require_subcommand(0, 1);
}

Settings::~Settings() = default;

void Settings::Text(std::string_view name, std::string* target, std::string_view kind, std::string_view help) {
  CLI::Option* option = state_->app.add_option(fmt::format("--{}", name), *target, std::string(help))
                            ->capture_default_str()
                            ->type_name(std::string(kind))
                            ->envname(EnvironmentName(name));
  state_->Register(name, option, [target] { return *target; });
}

void Settings::File(std::string_view name, std::string* target, std::string_view help) {
  Text(name, target, "FILE", help);
  Check([name = std::string(name), target]() -> Result<void> {
    if (!target->empty() && !std::ifstream(*target).good()) {
      return InvalidArgument("--" + name, "FILE_UNREADABLE", fmt::format("cannot read the file '{}'", *target));
    }
    return Ok{};
  });
}

void Settings::Folder(std::string_view name, std::string* target, std::string_view help) {
  Text(name, target, "FOLDER", help);
  Check([name = std::string(name), target]() -> Result<void> {
    if (!target->empty() && !CLI::ExistingDirectory(*target).empty()) {
      return InvalidArgument("--" + name, "FOLDER_MISSING", fmt::format("there is no folder '{}'", *target));
    }
    return Ok{};
  });
}

void Settings::Number(std::string_view name, int* target, int least, int most, std::string_view unit,
                      std::string_view help) {
  CLI::Option* option = state_->app.add_option(fmt::format("--{}", name), *target, std::string(help))
                            ->capture_default_str()
                            ->check(CLI::Range(least, most))
                            ->type_name(fmt::format("{} ({}..{})", unit, least, most))
                            ->envname(EnvironmentName(name));
  state_->Register(name, option, [target] { return std::to_string(*target); });
}

void Settings::Duration(std::string_view name, std::chrono::milliseconds* target, std::chrono::milliseconds least,
                        std::chrono::milliseconds most, std::string_view help) {
  const auto take = [target, least, most, name = std::string(name)](const std::string& text) {
    const auto parsed = ParseDuration(text);
    if (!parsed.ok()) {
      throw CLI::ValidationError("--" + name, parsed.error().message);
    }
    if (*parsed < least || *parsed > most) {
      throw CLI::ValidationError(
          "--" + name, fmt::format("{} is not within {} .. {}", text, FormatDuration(least), FormatDuration(most)));
    }
    *target = *parsed;
  };
  CLI::Option* option =
      state_->app.add_option_function<std::string>(fmt::format("--{}", name), take, std::string(help))
          ->default_str(FormatDuration(*target))
          ->type_name(fmt::format("DURATION ({}..{})", FormatDuration(least), FormatDuration(most)))
          ->envname(EnvironmentName(name));
  state_->Register(name, option, [target] { return FormatDuration(*target); });
}

void Settings::Choice(std::string_view name, std::string* target, std::vector<std::string> allowed,
                      std::string_view help) {
  CLI::Option* option = state_->app.add_option(fmt::format("--{}", name), *target, std::string(help))
                            ->capture_default_str()
                            ->type_name(fmt::format("{}", fmt::join(allowed, "|")))
                            ->envname(EnvironmentName(name));
  option->check([allowed = std::move(allowed)](const std::string& text) {
    return std::find(allowed.begin(), allowed.end(), text) != allowed.end()
               ? std::string()
               : fmt::format("'{}' is none of {}", text, fmt::join(allowed, ", "));
  });
  state_->Register(name, option, [target] { return *target; });
}

void Settings::Switch(std::string_view name, bool* target, std::string_view help) {
  CLI::Option* option = state_->app.add_flag(fmt::format("--{}", name), *target, fmt::format("{} [{}]", help, *target))
                            ->envname(EnvironmentName(name));
  state_->Register(name, option, [target] { return *target ? "true" : "false"; });
}

void Settings::List(std::string_view name, std::vector<std::string>* target, std::string_view kind,
                    std::string_view help) {
  const auto take = [target](const std::string& text) {
    target->clear();
    std::string word;
    for (std::istringstream words(text); std::getline(words, word, ',');) {
      if (!word.empty()) {
        target->push_back(word);
      }
    }
  };
  CLI::Option* option =
      state_->app.add_option_function<std::string>(fmt::format("--{}", name), take, std::string(help))
          ->default_str(fmt::format("{}", fmt::join(*target, ",")))
          ->type_name(fmt::format("{},...", kind))
          ->envname(EnvironmentName(name));
  state_->Register(name, option, [target] { return fmt::format("{}", fmt::join(*target, ",")); });
}

void Settings::Check(std::function<Result<void>()> check) { state_->checks.push_back(std::move(check)); }

Result<std::vector<std::string>> Settings::State::WithEnvironmentAndFile(std::vector<std::string> arguments) {
  const std::vector<std::string> given = arguments;
  const auto add = [&](const std::string& name, const std::string& value, const char* source) {
    settings.at(name).source = source;
    arguments.push_back(fmt::format("--{}={}", name, value));
  };
  std::optional<std::string> file = ValueOfFlag(given, "config");
  if (const char* value = std::getenv("DOTPHA_CONFIG"); !file && value != nullptr) {
    file = value;
  }
  std::map<std::string, std::string, std::less<>> from_file;
  if (file && !file->empty()) {
    std::ifstream stream(*file);
    if (!stream.good()) {
      return InvalidArgument("--config", "FILE_UNREADABLE", fmt::format("cannot read the file '{}'", *file));
    }
    std::vector<CLI::ConfigItem> items;
    try {
      items = CLI::ConfigTOML().from_config(stream);
    } catch (const CLI::Error& error) {
      return InvalidArgument("--config", "CONFIG_MALFORMED", fmt::format("{}: {}", *file, error.what()));
    }
    for (const CLI::ConfigItem& item : items) {
      if (!settings.contains(item.name) || !item.parents.empty()) {
        return InvalidArgument("--config", "UNKNOWN_SETTING",
                               fmt::format("{}: there is no setting '{}'", *file, item.fullname()));
      }
      from_file[item.name] = fmt::format("{}", fmt::join(item.inputs, ","));
    }
  }
  for (auto& [name, setting] : settings) {
    const char* value = std::getenv(EnvironmentName(name).c_str());
    if (GivenAsFlag(given, name)) {
      setting.source = "flag";
    } else if (value != nullptr) {
      add(name, value, "environment");
    } else if (const auto found = from_file.find(name); found != from_file.end()) {
      add(name, found->second, "file");
    }
  }
  return arguments;
}

std::optional<int> Settings::Parse(const std::vector<std::string>& arguments, std::ostream& out, std::ostream& errors) {
  const std::string program = state_->app.get_name();
  const auto refuse = [&](const std::string& message) {
    errors << program << ": wrong setting: " << message << "\n";
    return kExitWrongSetting;
  };
  const bool help = GivenAsFlag(arguments, "help");
  auto all = help ? Result<std::vector<std::string>>(arguments) : state_->WithEnvironmentAndFile(arguments);
  if (!all.ok()) {
    return refuse(all.error().message);
  }
  try {
    std::vector<std::string> reversed(all->rbegin(), all->rend());
    state_->app.parse(reversed);
  } catch (const CLI::CallForHelp&) {
    out << state_->app.help();
    return 0;
  } catch (const CLI::ParseError& error) {
    std::string message = error.what();
    for (const auto& [name, setting] : state_->settings) {
      if (setting.source != "flag" && setting.source != "default" && message.find("--" + name) != std::string::npos) {
        message += setting.source == "environment" ? fmt::format(" (from {})", EnvironmentName(name))
                                                   : fmt::format(" (from the file of --config)");
      }
    }
    return refuse(message);
  }
  for (const auto& check : state_->checks) {
    if (const auto checked = check(); !checked.ok()) {
      return refuse(checked.error().message);
    }
  }
  if (command() == Command::kCheckConfig) {
    out << Describe();
  }
  return std::nullopt;
}

std::optional<int> Settings::Parse(int argc, const char* const* argv) {
  return Parse(std::vector<std::string>(argv + 1, argv + argc), std::cout, std::cerr);
}

Command Settings::command() const {
  if (state_->migrate->parsed()) {
    return Command::kMigrate;
  }
  return state_->check_config->parsed() ? Command::kCheckConfig : Command::kServe;
}

std::string Settings::Describe() const {
  std::string text;
  for (const auto& [name, setting] : state_->settings) {
    // A URL may carry a password: shown is only that it is set.
    const std::string value = setting.value();
    const bool url = name.ends_with("-url") && !value.empty();
    text += fmt::format("{} = {}  # {}\n", name, url ? "(set)" : value, setting.source);
  }
  return text;
}

Result<std::string> ReadSecret(std::string_view setting, const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  std::stringstream content;
  content << stream.rdbuf();
  if (!stream.good()) {
    return FailedPrecondition("SECRET_UNREADABLE", fmt::format("--{}: cannot read the file '{}'", setting, path));
  }
  std::string secret = content.str();
  while (!secret.empty() && (secret.back() == '\n' || secret.back() == '\r')) {
    secret.pop_back();
  }
  if (secret.empty()) {
    return FailedPrecondition("SECRET_EMPTY", fmt::format("--{}: the file '{}' is empty", setting, path));
  }
  return secret;
}

Result<std::chrono::milliseconds> ParseDuration(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  const std::int64_t scale = unit == "ms"    ? 1
                             : unit == "s"   ? 1000
                             : unit == "min" ? 60'000
                             : unit == "h"   ? 3'600'000
                                             : 0;
  if (error != std::errc() || scale == 0 || number < 0 || number > 1'000'000'000) {
    return InvalidArgument("", "DURATION_INVALID",
                           fmt::format("'{}' is not a duration such as 250ms, 20s, 15min or 2h", text));
  }
  return std::chrono::milliseconds{number * scale};
}

}  // namespace dotpha::config
