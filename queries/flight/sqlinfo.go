package flight

import (
	"errors"
	"maps"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/flight/flightsql"
)

// describe sets what the server says of itself: drivers read from it how names
// are quoted, and that nothing can be written. Every number of the protocol has
// its answer: the JDBC driver breaks off with a null pointer at one that is missing,
// and a client that asks for one alone gets an error.
func (s *Server) describe() error {
	all := ofServer()
	maps.Copy(all, ofStatements())
	maps.Copy(all, ofLengths())
	maps.Copy(all, ofWriting())
	var errs []error
	for id, is := range all {
		errs = append(errs, s.RegisterSqlInfo(id, is))
	}
	return errors.Join(errs...)
}

type sqlInfo map[flightsql.SqlInfo]any

// bits is a set of the protocol's numbered options.
func bits(options ...int) (set int32) {
	for _, n := range options {
		set |= 1 << n
	}
	return set
}

func ofServer() sqlInfo {
	return sqlInfo{
		flightsql.SqlInfoFlightSqlServerName:                                 "earshot",
		flightsql.SqlInfoFlightSqlServerVersion:                              "1", // of what is said here
		flightsql.SqlInfoFlightSqlServerArrowVersion:                         arrow.PkgVersion,
		flightsql.SqlInfoFlightSqlServerReadOnly:                             true,
		flightsql.SqlInfoFlightSqlServerSql:                                  true,
		flightsql.SqlInfoFlightSqlServerSubstrait:                            false,
		flightsql.SqlInfoFlightSqlServerSubstraitMinVersion:                  "",
		flightsql.SqlInfoFlightSqlServerSubstraitMaxVersion:                  "",
		flightsql.SqlInfoFlightSqlServerTransaction:                          int32(flightsql.SqlTransactionNone),
		flightsql.SqlInfoFlightSqlServerCancel:                               false,
		flightsql.SqlInfoFlightSqlServerStatementTimeout:                     int32(0), // none that a client could set
		flightsql.SqlInfoFlightSqlServerTransactionTimeout:                   int32(0),
		flightsql.SqlInfoIdentifierCase:                                      int64(flightsql.SqlCaseSensitivityCaseInsensitive),
		flightsql.SqlInfoQuotedIdentifierCase:                                int64(flightsql.SqlCaseSensitivityCaseInsensitive),
		flightsql.SqlInfoIdentifierQuoteChar:                                 `"`,
		flightsql.SqlInfoExtraNameChars:                                      "",
		flightsql.SqlInfoSearchStringEscape:                                  `\`,
		flightsql.SqlInfoSchemaTerm:                                          "schema",
		flightsql.SqlInfoCatalogTerm:                                         "catalog",
		flightsql.SqlInfoProcedureTerm:                                       "procedure",
		flightsql.SqlInfoCatalogAtStart:                                      true,
		flightsql.SqlInfoAllTablesAreASelectable:                             true,
		flightsql.SqlInfoSupportedResultSetTypes:                             bits(1), // forward only
		flightsql.SqlInfoSupportedTransactionsIsolationlevels:                bits(0), // none
		flightsql.SqlInfoDefaultTransactionIsolation:                         int64(0),
		flightsql.SqlInfoSupportedConcurrenciesForResultSetUnspecified:       bits(1), // read only
		flightsql.SqlInfoSupportedConcurrenciesForResultSetForwardOnly:       bits(1),
		flightsql.SqlInfoSupportedConcurrenciesForResultSetScrollSensitive:   bits(),
		flightsql.SqlInfoSupportedConcurrenciesForResultSetScrollInsensitive: bits(),
	}
}

// ofStatements is what a SELECT may hold. The names of functions are those of
// ODBC and JDBC that DuckDB knows by the same name.
func ofStatements() sqlInfo {
	return sqlInfo{
		flightsql.SqlInfoKeywords: strings.Fields(`anti asof columns describe exclude glob ilike lambda limit offset
			pivot pivot_longer pivot_wider positional qualify sample semi show summarize unpivot variadic`),
		flightsql.SqlInfoNumericFunctions: strings.Fields(`abs acos asin atan atan2 ceiling cos cot degrees exp floor
			log log10 mod pi power radians round sign sin sqrt tan`),
		flightsql.SqlInfoStringFunctions: strings.Fields(`ascii bit_length concat lcase left length ltrim repeat replace
			right rtrim substring ucase`),
		flightsql.SqlInfoSystemFunctions: []string{},
		flightsql.SqlInfoDateTimeFunctions: strings.Fields(`dayname dayofmonth dayofweek dayofyear hour minute month
			monthname now quarter second week year`),
		flightsql.SqlInfoNullOrdering:                            int64(flightsql.SqlNullOrderingSortAtEnd),
		flightsql.SqlInfoSupportsColumnAliasing:                  true,
		flightsql.SqlInfoNullPlusNullIsNull:                      true,
		flightsql.SqlInfoSupportsConvert:                         map[int32][]int32{}, // CAST there is, but no {fn CONVERT}
		flightsql.SqlInfoSupportsTableCorrelationNames:           true,
		flightsql.SqlInfoSupportsDifferentTableCorrelationNames:  false,
		flightsql.SqlInfoSupportsExpressionsInOrderBy:            true,
		flightsql.SqlInfoSupportsOrderByUnrelated:                true,
		flightsql.SqlInfoSupportedGroupBy:                        bits(0, 1), // unrelated; beyond the select list
		flightsql.SqlInfoSupportsLikeEscapeClause:                true,
		flightsql.SqlInfoSupportsNonNullableColumns:              false,         // no published column says so
		flightsql.SqlInfoSupportedGrammar:                        bits(0, 1, 2), // minimum, core, extended
		flightsql.SqlInfoANSI92SupportedLevel:                    bits(0),       // entry
		flightsql.SqlInfoSupportsIntegrityEnhancementFacility:    false,
		flightsql.SqlInfoOuterJoinsSupportLevel:                  bits(1, 2),       // limited, full
		flightsql.SqlInfoSupportedSubqueries:                     bits(0, 1, 2, 3), // comparisons, exists, in, quantified
		flightsql.SqlInfoCorrelatedSubqueriesSupported:           true,
		flightsql.SqlInfoSupportedUnions:                         bits(0, 1), // union, union all
		flightsql.SqlInfoNamedParametersSupported:                false,      // of procedures
		flightsql.SqlInfoStoredFunctionsUsingCallSyntaxSupported: false,
	}
}

// ofLengths are the longest and the most of things; 0 is no bound that is known.
func ofLengths() sqlInfo {
	all := sqlInfo{flightsql.SqlInfoMaxStatementLen: int64(64 << 10), flightsql.SqlInfoMaxRowSizeIncludesBlobs: true}
	for _, id := range []flightsql.SqlInfo{
		flightsql.SqlInfoMaxBinaryLiteralLen, flightsql.SqlInfoMaxCharLiteralLen, flightsql.SqlInfoMaxColumnNameLen,
		flightsql.SqlInfoMaxColumnsInGroupBy, flightsql.SqlInfoMaxColumnsInIndex, flightsql.SqlInfoMaxColumnsInOrderBy,
		flightsql.SqlInfoMaxColumnsInSelect, flightsql.SqlInfoMaxColumnsInTable, flightsql.SqlInfoMaxConnections,
		flightsql.SqlInfoMaxCursorNameLen, flightsql.SqlInfoMaxIndexLen, flightsql.SqlInfoDBSchemaNameLen,
		flightsql.SqlInfoMaxProcedureNameLen, flightsql.SqlInfoMaxCatalogNameLen, flightsql.SqlInfoMaxRowSize,
		flightsql.SqlInfoMaxStatements, flightsql.SqlInfoMaxTableNameLen, flightsql.SqlInfoMaxTablesInSelect,
		flightsql.SqlInfoMaxUsernameLen,
	} {
		all[id] = int64(0)
	}
	return all
}

// ofWriting says no to all that is not reading.
func ofWriting() sqlInfo {
	all := sqlInfo{
		flightsql.SqlInfoSchemasSupportedActions:     bits(),
		flightsql.SqlInfoCatalogsSupportedActions:    bits(),
		flightsql.SqlInfoSupportedPositionedCommands: bits(),
	}
	for _, id := range []flightsql.SqlInfo{
		flightsql.SqlInfoFlightSqlServerBulkIngestion, flightsql.SqlInfoFlightSqlServerIngestTransactionsSupported,
		flightsql.SqlInfoDDLCatalog, flightsql.SqlInfoDDLSchema, flightsql.SqlInfoDDLTable,
		flightsql.SqlInfoSelectForUpdateSupported, flightsql.SqlInfoStoredProceduresSupported,
		flightsql.SqlInfoTransactionsSupported, flightsql.SqlInfoDataDefinitionCausesTransactionCommit,
		flightsql.SqlInfoDataDefinitionsInTransactionsIgnored, flightsql.SqlInfoBatchUpdatesSupported,
		flightsql.SqlInfoSavePointsSupported, flightsql.SqlInfoLocatorsUpdateCopy,
	} {
		all[id] = false
	}
	return all
}
