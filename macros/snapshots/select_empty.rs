// select! {}

::goroutines::__private::block_forever()
