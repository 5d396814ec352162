// Reads a roster from CSV files (RFC 4180, UTF-8) into one ImportRosterRequest. Everything is checked, every problem is
// named by file, line and column; with any problem nothing is returned. What only the service can know (an agency that
// does not exist, a second principal post) it says by row, and `Locate` turns that row back into file, line and column.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "dotpha/registration/v1/directory_service.pb.h"

namespace dotpha::ctl {

enum class RosterKind { kAgencies, kBodies, kStaff, kOfficials, kPositions };

struct RosterFile {
  RosterKind kind;
  std::string name;     // as shown to people
  std::string content;  // bytes of the file
};

struct Problem {
  std::string file;
  std::size_t line = 0;  // 1-based; 0: the file as a whole
  std::string column;    // column name; may be empty
  std::string reason;    // UPPER_SNAKE_CASE
  std::string message;

  // "officials.csv:4: column official_id: DUPLICATE_ID: ..."
  [[nodiscard]] std::string ToString() const;
};

class Roster {
 public:
  registration::v1::ImportRosterRequest request;

  // Where the service's violation path ("positions[3].agency_id") stands in the files; nullopt for other paths.
  [[nodiscard]] std::optional<Problem> Locate(std::string_view field) const;

  // Remembers that row `index` of `list` came from there.
  void Remember(const std::string& list, std::string file, std::size_t line);

 private:
  struct Place {
    std::string file;
    std::size_t line;
  };
  std::map<std::string, std::vector<Place>> places_;  // "positions" -> row by index
};

std::variant<Roster, std::vector<Problem>> ParseRoster(const std::vector<RosterFile>& files);

}  // namespace dotpha::ctl
