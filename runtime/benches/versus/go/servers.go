// Servers, which are asked by the generator of load: they say where they listen, and serve until the process is ended.
package main

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
)

var answer = []byte("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\r\nHello, World!")

var servers = map[string]func(net.Listener){
	"serve_echo":  func(listener net.Listener) { acceptAll(listener, echo) },
	"serve_hello": func(listener net.Listener) { acceptAll(listener, hello) },
	"serve_http":  serveHTTP,
}

func runServer(run func(net.Listener)) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Println(listener.Addr())
	run(listener)
}

func acceptAll(listener net.Listener, handle func(net.Conn)) {
	for {
		conn, err := listener.Accept()
		if err != nil {
			panic(err)
		}
		go func() {
			defer conn.Close()
			handle(conn)
		}()
	}
}

func echo(conn net.Conn) {
	var buffer [1024]byte
	for {
		length, err := conn.Read(buffer[:])
		if err != nil {
			return
		}
		if _, err := conn.Write(buffer[:length]); err != nil {
			return
		}
	}
}

func hello(conn net.Conn) {
	var buffer [1024]byte
	filled := 0
	for {
		length, err := conn.Read(buffer[filled:])
		if err != nil {
			return
		}
		filled += length
		if bytes.HasSuffix(buffer[:filled], []byte("\r\n\r\n")) {
			if _, err := conn.Write(answer); err != nil {
				return
			}
			filled = 0
		}
	}
}

func serveHTTP(listener net.Listener) {
	panic(http.Serve(listener, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		fmt.Fprint(w, "Hello, World!")
	})))
}
