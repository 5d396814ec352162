#include "tests/bench/same_sql.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <regex>
#include <sstream>

namespace dotpha::bench {
namespace {

using Statements = std::vector<std::string>;

// One blank for every run of white space; the limits of time, which no two calls share, without their numbers.
std::string Plain(const std::string& sql) {
  static const std::regex kBlanks(R"(\s+)");
  static const std::regex kTimeout(R"((timeout = )\d+)");
  std::string plain = std::regex_replace(std::regex_replace(sql, kBlanks, " "), kTimeout, "$1N");
  while (!plain.empty() && (plain.back() == ' ' || plain.back() == ';')) {
    plain.pop_back();
  }
  return plain.starts_with(' ') ? plain.substr(1) : plain;
}

// A pipeline of the script stands for one message of the service that holds several statements.
Statements StatementsOf(const std::string& script) {
  std::ifstream file(testing::SourceFolder() + "/tests/bench/" + script);
  Statements statements;
  std::optional<std::string> pipeline;
  for (std::string line; std::getline(file, line);) {
    if (line == "\\startpipeline") {
      pipeline.emplace();
    } else if (line == "\\endpipeline") {
      statements.push_back(Plain(*pipeline));
      pipeline.reset();
    } else if (line.empty() || line.starts_with("--") || line.starts_with("\\set")) {
      continue;
    } else if (pipeline) {
      *pipeline += line + " ";
    } else {
      statements.push_back(Plain(line));
    }
  }
  return statements;
}

// The transaction in the server's log that stores an answer, from BEGIN to COMMIT.
Statements LoggedCommand(const std::string& log) {
  static const std::regex kEntry(R"(^\S+ \S+ \S+ \[(\d+)\] ([A-Z]+):  (?:statement|execute [^:]*): ([^]*)$)");
  std::map<std::string, Statements> open;  // by process
  std::istringstream lines(log);
  std::string entry;
  Statements found;
  const auto take = [&] {
    std::smatch parts;
    if (!std::regex_match(entry, parts, kEntry)) {
      return;
    }
    Statements& transaction = open[parts[1]];
    const std::string sql = Plain(parts[3]);
    if (sql.starts_with("BEGIN")) {
      transaction.clear();
    }
    transaction.push_back(sql);
    if (sql == "COMMIT" && std::any_of(transaction.begin(), transaction.end(), [](const std::string& statement) {
          return statement.find("INSERT INTO command_answer") != std::string::npos;
        })) {
      found = transaction;
    }
  };
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with('\t')) {  // more of the same entry
      entry += "\n" + line;
    } else {
      take();
      entry = line;
    }
  }
  take();
  return found;
}

// The statement with each $n replaced by something.
bool IsFilled(const std::string& statement, const std::string& filled) {
  static const std::regex kParameter(R"(\$\d+)");
  std::size_t read = 0;  // of the statement
  std::size_t at = 0;    // of what is filled
  for (std::sregex_iterator parameter(statement.begin(), statement.end(), kParameter), none; parameter != none;
       ++parameter) {
    const auto begin = static_cast<std::size_t>(parameter->position());
    const std::string between = statement.substr(read, begin - read);
    const std::size_t found =
        read == 0 ? (filled.starts_with(between) ? 0 : std::string::npos) : filled.find(between, at);
    if (found == std::string::npos) {
      return false;
    }
    at = found + between.size() + 1;  // a value has a character at least
    read = begin + static_cast<std::size_t>(parameter->length());
  }
  const std::string rest = statement.substr(read);
  return read == 0 ? filled == rest : filled.size() >= at + rest.size() && filled.ends_with(rest);
}

}  // namespace

void RequireSameSql(testing::System& system, const std::string& service, const std::string& script,
                    const Connect& connect) {
  const char* servers = std::getenv("DOTPHA_TEST_SERVERS");
  if (servers == nullptr) {
    throw std::runtime_error("the server's log is in DOTPHA_TEST_SERVERS, which is not set");
  }
  const std::string path = std::string(servers) + "/postgres.log";
  testing::ServerProcess& process = system.process(service);
  const auto set = [&](const char* what) {
    process.Terminate();
    system.Query(service,
                 fmt::format("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I {}', current_database()); END $$", what));
    system.Restart(process);
  };
  set("SET log_statement = ''all''");
  const Call call = connect(0);
  Get(call());  // the first one also reads what the service keeps
  std::ifstream log(path, std::ios::ate);
  const auto begin = log.tellg();
  Get(call());
  set("RESET log_statement");
  log.seekg(begin);
  std::stringstream text;
  text << log.rdbuf();

  const Statements sent = LoggedCommand(text.str());
  const Statements measured = StatementsOf(script);
  for (std::size_t i = 0; i < std::max(sent.size(), measured.size()); ++i) {
    const std::string ours = i < sent.size() ? sent[i] : "(nothing)";
    const std::string theirs = i < measured.size() ? measured[i] : "(nothing)";
    if (!IsFilled(ours, theirs)) {
      throw std::runtime_error(
          fmt::format("{} is not what {} sends. Statement {} of the service:\n{}\nof the script:\n{}", script, service,
                      i + 1, ours, theirs));
    }
  }
}

}  // namespace dotpha::bench
