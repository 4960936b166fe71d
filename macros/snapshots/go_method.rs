// go!(server.serve(conn))

::goroutines::__private::go1(conn, move |conn_| server.serve(conn_))
