#include "tools/dotphactl/roster_csv.h"

#include <algorithm>
#include <functional>

#include "libs/base/time.h"
#include "tools/dotphactl/csv_reader.h"
#include "tools/dotphactl/row_path.h"

namespace dotpha::ctl {
namespace {

namespace reg = registration::v1;

constexpr std::size_t kMaxFieldBytes = 10'000;

// Sets one cell into a message; returns the reason and text of what is wrong, or nothing.
struct CellProblem {
  std::string reason;
  std::string message;
};
using CellResult = std::optional<CellProblem>;

CellResult SetDate(std::string_view text, google::type::Date* date) {
  const auto parsed = Date::Parse(text);
  if (!parsed.ok()) {
    return CellProblem{"DATE_INVALID", "not a day of the form YYYY-MM-DD that exists in the calendar"};
  }
  date->set_year(parsed->year());
  date->set_month(static_cast<int>(parsed->month()));
  date->set_day(static_cast<int>(parsed->day()));
  return {};
}

template <typename Setter>
CellResult SetBool(std::string_view text, Setter set) {
  if (text != "true" && text != "false") {
    return CellProblem{"BOOLEAN_INVALID", "must be true or false"};
  }
  set(text == "true");
  return {};
}

// Enum values are written in lower case without their prefix: CAPACITY_HEAD is "head".
template <typename Enum, typename Setter>
CellResult SetEnum(std::string_view text, std::string_view prefix, bool (*parse)(const std::string&, Enum*),
                   Setter set) {
  std::string name(prefix);
  std::transform(text.begin(), text.end(), std::back_inserter(name),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  Enum value{};
  const bool lower = std::none_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  if (!lower || text == "unspecified" || !parse(name, &value)) {
    return CellProblem{"VALUE_NOT_ALLOWED", "not one of the values this column may have"};
  }
  set(value);
  return {};
}

template <typename Message>
struct Column {
  const char* name;
  bool required;  // a value must stand in every row; otherwise the cell may be empty
  std::function<CellResult(std::string_view, Message*)> set;
  bool may_lack = false;  // a file may do without the column
};

template <typename Message>
struct Table {
  const char* list;  // field of ImportRosterRequest
  bool first_column_is_id;
  std::vector<Column<Message>> columns;
};

#define DOTPHA_TEXT(Message, field)                           \
  [](std::string_view text, Message* message) -> CellResult { \
    message->set_##field(std::string(text));                  \
    return {};                                                \
  }
#define DOTPHA_BOOL(Message, field)                                               \
  [](std::string_view text, Message* message) {                                   \
    return SetBool(text, [message](bool value) { message->set_##field(value); }); \
  }
#define DOTPHA_DATE(Message, field) \
  [](std::string_view text, Message* message) { return SetDate(text, message->mutable_##field()); }

const Table<reg::Agency>& AgencyTable() {
  static const Table<reg::Agency> table{"agencies",
                                        true,
                                        {{"agency_id", true, DOTPHA_TEXT(reg::Agency, agency_id)},
                                         {"name", true, DOTPHA_TEXT(reg::Agency, display_name)},
                                         {"class", true, DOTPHA_TEXT(reg::Agency, workplace_class)},
                                         {"vertical_field", false, DOTPHA_TEXT(reg::Agency, vertical_field)},
                                         {"parent", false, DOTPHA_TEXT(reg::Agency, parent)},
                                         {"email", false, DOTPHA_TEXT(reg::Agency, email)}}};
  return table;
}

const Table<reg::Body>& BodyTable() {
  static const Table<reg::Body> table{"bodies",
                                      true,
                                      {{"body_id", true, DOTPHA_TEXT(reg::Body, body_id)},
                                       {"name", true, DOTPHA_TEXT(reg::Body, display_name)},
                                       {"email", false, DOTPHA_TEXT(reg::Body, email)},
                                       {"reviewing", true, DOTPHA_BOOL(reg::Body, reviewing)},
                                       {"head_official_id", false, DOTPHA_TEXT(reg::Body, head_official_id)},
                                       {"valid_from", true, DOTPHA_DATE(reg::Body, valid_from)},
                                       {"valid_to", false, DOTPHA_DATE(reg::Body, valid_to)}}};
  return table;
}

const Table<reg::Staff>& StaffTable() {
  static const Table<reg::Staff> table{
      "staff",
      true,
      {{"staff_id", true, DOTPHA_TEXT(reg::Staff, staff_id)},
       {"body_id", true, DOTPHA_TEXT(reg::Staff, body_id)},
       {"full_name", true, DOTPHA_TEXT(reg::Staff, full_name)},
       {"email", true, DOTPHA_TEXT(reg::Staff, email)},
       {"role", true, [](std::string_view text, reg::Staff* staff) {
          return SetEnum<reg::StaffRole>(
              text, "STAFF_ROLE_",
              [](const std::string& name, reg::StaffRole* value) { return reg::StaffRole_Parse(name, value); },
              [staff](reg::StaffRole role) { staff->set_role(role); });
        }}}};
  return table;
}

const Table<reg::Official>& OfficialTable() {
  static const Table<reg::Official> table{
      "officials",
      true,
      {{"official_id", true, DOTPHA_TEXT(reg::Official, official_id)},
       {"full_name", true, DOTPHA_TEXT(reg::Official, full_name)},
       {"email", true, DOTPHA_TEXT(reg::Official, email)},
       {"managed_by_btv", true, DOTPHA_BOOL(reg::Official, managed_by_standing_committee)},
       {"tuv", true, DOTPHA_BOOL(reg::Official, provincial_committee_member)},
       {"uvbtv", true, DOTPHA_BOOL(reg::Official, standing_committee_member)},
       // Only some regulations ask who assesses whom.
       {"assessed_by", false, DOTPHA_TEXT(reg::Official, assessed_by), true}}};
  return table;
}

const Table<reg::Position>& PositionTable() {
  static const Table<reg::Position> table{
      "positions",
      false,
      {{"official_id", true, DOTPHA_TEXT(reg::Position, official_id)},
       {"agency_id", true, DOTPHA_TEXT(reg::Position, agency_id)},
       {"title", true, DOTPHA_TEXT(reg::Position, title)},
       {"capacity", true,
        [](std::string_view text, reg::Position* position) {
          return SetEnum<reg::Capacity>(
              text, "CAPACITY_",
              [](const std::string& name, reg::Capacity* value) { return reg::Capacity_Parse(name, value); },
              [position](reg::Capacity capacity) { position->set_capacity(capacity); });
        }},
       {"principal", true, DOTPHA_BOOL(reg::Position, principal)},
       {"effective_from", true, DOTPHA_DATE(reg::Position, effective_from)},
       {"effective_to", false, DOTPHA_DATE(reg::Position, effective_to)},
       {"basis", true,
        [](std::string_view text, reg::Position* position) {
          return SetEnum<reg::PostBasis>(
              text, "POST_BASIS_",
              [](const std::string& name, reg::PostBasis* value) { return reg::PostBasis_Parse(name, value); },
              [position](reg::PostBasis basis) { position->set_basis(basis); });
        }},
       {"decision_ref", false, DOTPHA_TEXT(reg::Position, decision_ref)}}};
  return table;
}

#undef DOTPHA_TEXT
#undef DOTPHA_BOOL
#undef DOTPHA_DATE

// Place of each known column in the file's header; problems for the missing, the unknown and the doubled.
template <typename Message>
std::vector<int> MapHeader(const Table<Message>& table, const RosterFile& file, const CsvRecord& header,
                           std::vector<Problem>* problems) {
  std::vector<int> place(table.columns.size(), -1);
  for (std::size_t i = 0; i < header.fields.size(); ++i) {
    const auto column = std::find_if(table.columns.begin(), table.columns.end(),
                                     [&](const auto& c) { return c.name == header.fields[i]; });
    if (column == table.columns.end()) {
      problems->push_back(
          {file.name, header.line, header.fields[i].substr(0, 64), "COLUMN_UNKNOWN", "this file has no such column"});
      continue;
    }
    int& at = place[static_cast<std::size_t>(column - table.columns.begin())];
    if (at >= 0) {
      problems->push_back({file.name, header.line, column->name, "COLUMN_DOUBLED", "the column stands twice"});
    }
    at = static_cast<int>(i);
  }
  for (std::size_t c = 0; c < place.size(); ++c) {
    if (place[c] < 0 && !table.columns[c].may_lack) {
      problems->push_back({file.name, header.line, table.columns[c].name, "COLUMN_MISSING",
                           "the header lacks this column; no default is guessed"});
    }
  }
  return place;
}

template <typename Message>
void ReadRow(const Table<Message>& table, const RosterFile& file, const CsvRecord& row, const std::vector<int>& place,
             Message* message, std::vector<Problem>* problems) {
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    const auto& column = table.columns[c];
    if (place[c] < 0) {
      continue;
    }
    const std::string& cell = row.fields[static_cast<std::size_t>(place[c])];
    CellResult problem;
    if (cell.size() > kMaxFieldBytes) {
      problem = CellProblem{"FIELD_TOO_LONG", "longer than 10,000 bytes"};
    } else if (cell.empty()) {
      problem = column.required ? CellResult(CellProblem{"VALUE_REQUIRED", "must not be empty"}) : CellResult();
    } else {
      problem = column.set(cell, message);
    }
    if (problem) {
      problems->push_back({file.name, row.line, column.name, std::move(problem->reason), std::move(problem->message)});
    }
  }
}

template <typename Message>
void ReadTable(const Table<Message>& table, const RosterFile& file, google::protobuf::RepeatedPtrField<Message>* list,
               Roster* roster, std::vector<Problem>* problems) {
  auto records = ReadCsv(file.content);
  if (!records.ok()) {
    const Error& error = records.error();
    const auto value = [&](const char* key) {
      const auto it = error.metadata.find(key);
      return it == error.metadata.end() ? std::string() : it->second;
    };
    const std::string number = value("column_number");
    problems->push_back({file.name, std::stoul(value("line")), number.empty() ? "" : "number " + number, error.reason,
                         error.violations.front().description});
    return;
  }
  const CsvRecord& header = records->front();
  const std::size_t before = problems->size();
  const std::vector<int> place = MapHeader(table, file, header, problems);
  if (problems->size() > before) {
    return;  // cells cannot be told apart
  }
  std::map<std::string, std::size_t> first_line;
  for (auto row = records->begin() + 1; row != records->end(); ++row) {
    if (row->fields.size() != header.fields.size()) {
      problems->push_back({file.name, row->line, "", "CSV_FIELD_COUNT",
                           std::to_string(row->fields.size()) + " fields where the header has " +
                               std::to_string(header.fields.size())});
      continue;
    }
    if (table.first_column_is_id) {
      const std::string& id = row->fields[static_cast<std::size_t>(place[0])];
      const auto [known, fresh] = first_line.emplace(id, row->line);
      if (!fresh && !id.empty()) {
        problems->push_back({file.name, row->line, table.columns[0].name, "DUPLICATE_ID",
                             "stands first in line " + std::to_string(known->second)});
      }
    }
    ReadRow(table, file, *row, place, list->Add(), problems);
    roster->Remember(table.list, file.name, row->line);
  }
}

}  // namespace

std::string Problem::ToString() const {
  std::string text = file;
  if (line > 0) {
    text += ":" + std::to_string(line);
  }
  if (!column.empty()) {
    text += ": column " + column;
  }
  return text + ": " + reason + ": " + message;
}

void Roster::Remember(const std::string& list, std::string file, std::size_t line) {
  places_[list].push_back({std::move(file), line});
}

std::optional<Problem> Roster::Locate(std::string_view field) const {
  const auto row = ParseRowPath(field);
  if (!row) {
    return std::nullopt;
  }
  const auto rows = places_.find(row->list);
  if (rows == places_.end() || row->index >= rows->second.size()) {
    return std::nullopt;
  }
  Problem problem;
  problem.file = rows->second[row->index].file;
  problem.line = rows->second[row->index].line;
  problem.column = row->rest;
  // Columns are named as in the file.
  static const std::map<std::string, std::string> kColumns{{"workplace_class", "class"},
                                                           {"display_name", "name"},
                                                           {"managed_by_standing_committee", "managed_by_btv"},
                                                           {"provincial_committee_member", "tuv"},
                                                           {"standing_committee_member", "uvbtv"}};
  if (const auto column = kColumns.find(problem.column); column != kColumns.end()) {
    problem.column = column->second;
  }
  return problem;
}

std::variant<Roster, std::vector<Problem>> ParseRoster(const std::vector<RosterFile>& files) {
  Roster roster;
  std::vector<Problem> problems;
  for (const RosterFile& file : files) {
    switch (file.kind) {
      case RosterKind::kAgencies:
        ReadTable(AgencyTable(), file, roster.request.mutable_agencies(), &roster, &problems);
        break;
      case RosterKind::kBodies:
        ReadTable(BodyTable(), file, roster.request.mutable_bodies(), &roster, &problems);
        break;
      case RosterKind::kStaff:
        ReadTable(StaffTable(), file, roster.request.mutable_staff(), &roster, &problems);
        break;
      case RosterKind::kOfficials:
        ReadTable(OfficialTable(), file, roster.request.mutable_officials(), &roster, &problems);
        break;
      case RosterKind::kPositions:
        ReadTable(PositionTable(), file, roster.request.mutable_positions(), &roster, &problems);
        break;
    }
  }
  if (!problems.empty()) {
    return problems;
  }
  return roster;
}

}  // namespace dotpha::ctl
