package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/arrow/flight/flightsql"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
)

// benchFlight measures what arrow's own client reads by Flight SQL.
func benchFlight(ctx context.Context, binary, space string) error {
	server, err := serve(ctx, binary, "-w", space, "flight", "--listen", "127.0.0.1:0")
	if err != nil {
		return err
	}
	defer server.end()
	client, err := flightsql.NewClient(strings.TrimPrefix(server.address, "grpc://"), nil, nil, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return err
	}
	if _, err := fetch(ctx, client, "select 1"); err != nil { // starts the process that answers
		return errors.Join(err, client.Close())
	}
	for _, statement := range []string{"select * from ratings limit 1000000", "select * from feedback_themes limit 1000000", "select feedback_id, occurred_on, channel, account, segment, plan, nps, polarity, sentiment from feedback limit 1000000"} {
		began := time.Now()
		rows, err := fetch(ctx, client, statement)
		if err != nil {
			return errors.Join(fmt.Errorf("%s: %w", statement, err), client.Close())
		}
		rate := float64(rows) / time.Since(began).Seconds()
		fmt.Printf("%d rows by Flight SQL: %s\n", rows, statement)
		bar("rows/s by Flight SQL", rate, rate >= 500_000, "at least 500000")
	}
	return client.Close()
}

// fetch reads a statement's answer and counts its rows.
func fetch(ctx context.Context, client *flightsql.Client, statement string) (rows int64, err error) {
	info, err := client.Execute(ctx, statement)
	if err != nil {
		return 0, err
	}
	for _, endpoint := range info.Endpoint {
		reader, err := client.DoGet(ctx, endpoint.Ticket)
		if err != nil {
			return rows, err
		}
		for reader.Next() {
			rows += reader.Record().NumRows()
		}
		err = reader.Err()
		reader.Release()
		if err != nil {
			return rows, err
		}
	}
	return rows, nil
}
