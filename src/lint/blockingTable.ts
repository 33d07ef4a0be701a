import type { Weight } from './finding.ts';
import type { Given } from './reading/facts.ts';
import type { RuleId } from './rules.ts';

/**
 * What to do instead. `to_thread`: any thread may do it, and the loop runs on meanwhile. `process pool`: a thread would
 * not help, since the call keeps the interpreter's lock. `asyncio …`: asyncio has its own. `async client`: the library, or
 * another, has an asynchronous one; a thread is the second choice. `none`: it is bound to its thread, or no call replaces
 * it.
 */
export type Remedy =
  | 'asyncio.sleep'
  | 'to_thread'
  | 'process pool'
  | 'async client'
  | 'asyncio subprocess'
  | 'asyncio primitive'
  | 'wrap_future'
  | 'await'
  | 'none';

/** How something blocks: when it is called, when what it gave is iterated, or when a `with` uses what it gave. */
export type Manner = 'call' | 'iterate' | 'enter';

export interface BlockingCall {
  /** Canonical. */
  readonly name: string;
  readonly rule: RuleId;
  readonly weight: Weight;
  /** Such as `reads a file`: completes a sentence that begins with the name. */
  readonly does: string;
  readonly remedy: Remedy;
}

export interface Group extends Omit<BlockingCall, 'name'> {
  /** Names with `{a,b}` for alternatives; one that ends in `.*` stands for all below. */
  readonly names: string;
  readonly manner?: Manner;
  /** Whether a call with these arguments does block; without this, every one does. */
  readonly when?: (given: Given) => boolean;
}

const HTTP = '{get,options,head,post,put,patch,delete,request}';
const FILE_METHODS = '{read,readline,readlines,readinto,read1,readall,write,writelines,flush,truncate}';

/** Every call known to block; a new one is one more name here. */
export const TABLE: readonly Group[] = [
  {
    rule: 'CORO101',
    weight: 'heavy',
    does: 'sleeps',
    remedy: 'asyncio.sleep',
    names: 'time.sleep eventlet.sleep gevent.sleep',
  },

  {
    rule: 'CORO102',
    weight: 'heavy',
    does: 'waits for a server',
    remedy: 'async client',
    names:
      `requests.${HTTP} requests.Session.{get,options,head,post,put,patch,delete,request,send} ` +
      `httpx.${HTTP} httpx.stream httpx.Client.{get,options,head,post,put,patch,delete,request,send,stream} ` +
      'urllib.request.{urlopen,urlretrieve} urllib.request.OpenerDirector.open ' +
      'urllib3.request urllib3.{PoolManager,ProxyManager,HTTPConnectionPool,HTTPSConnectionPool}.' +
      '{request,urlopen,request_encode_url,request_encode_body} ' +
      'http.client.{HTTPConnection,HTTPSConnection}.{connect,request,getresponse,endheaders,send} ' +
      'http.client.HTTPResponse.{read,read1,readinto,readline,readlines} ' +
      'feedparser.parse websocket.create_connection pycurl.Curl.perform wget.download ' +
      'xmlrpc.client.ServerProxy.* openai.{ChatCompletion,Completion}.create ' +
      'openai.OpenAI.{chat.completions,responses,embeddings,completions}.create anthropic.Anthropic.messages.create',
  },
  {
    rule: 'CORO102',
    weight: 'heavy',
    does: 'waits for a server',
    remedy: 'async client',
    manner: 'iterate',
    names: 'requests.Response.{iter_content,iter_lines} http.client.HTTPResponse',
  },
  {
    rule: 'CORO102',
    weight: 'heavy',
    does: 'waits for a server',
    remedy: 'to_thread',
    names:
      'smtplib.{SMTP,SMTP_SSL,LMTP}.{connect,sendmail,send_message,login,starttls,quit,ehlo,helo,noop,verify} ' +
      'ftplib.{FTP,FTP_TLS}.{connect,login,retrbinary,retrlines,storbinary,storlines,nlst,dir,mlsd,cwd,delete,mkd,rmd,rename,size,pwd,quit,sendcmd,voidcmd} ' +
      'imaplib.{IMAP4,IMAP4_SSL} imaplib.{IMAP4,IMAP4_SSL}.{login,logout,select,search,fetch,store,copy,append,list,expunge,noop,uid,starttls} ' +
      'poplib.{POP3,POP3_SSL} poplib.{POP3,POP3_SSL}.{user,pass_,stat,list,retr,dele,top,uidl,quit,noop} ' +
      'telnetlib.Telnet.{open,read_until,read_all,read_some,write,expect,interact} nntplib.NNTP ' +
      'paramiko.SSHClient.{connect,exec_command,open_sftp,invoke_shell} paramiko.Transport.{connect,start_client} ' +
      'paramiko.SFTPClient.{get,put,getfo,putfo,listdir,listdir_attr,open,stat,remove,mkdir,rename} ' +
      'pika.BlockingConnection boto3.Client.* boto3.Resource.{Bucket,Object,Table,Queue,Topic}.* docker.from_env',
  },
  {
    rule: 'CORO102',
    weight: 'heavy',
    does: 'waits for a server',
    remedy: 'to_thread',
    names: 'smtplib.{SMTP,SMTP_SSL,LMTP} ftplib.{FTP,FTP_TLS} telnetlib.Telnet',
    // Without a host they connect later.
    when: (given) => given.isOpen || given.positional.length > 0 || 'host' in given.named,
  },

  {
    rule: 'CORO103',
    weight: 'heavy',
    does: 'waits for a socket',
    remedy: 'to_thread',
    names:
      'socket.create_connection {socket.socket,ssl.SSLSocket}.' +
      '{connect,connect_ex,accept,send,sendall,sendto,sendmsg,sendfile,recv,recv_into,recvfrom,recvfrom_into,recvmsg} ' +
      'ssl.SSLSocket.{read,write,do_handshake} ssl.get_server_certificate selectors.DefaultSelector.select',
  },
  {
    rule: 'CORO103',
    weight: 'heavy',
    does: 'waits for sockets',
    remedy: 'to_thread',
    names: 'select.select',
    when: (given) => given.positional[3] !== '0' && given.positional[3] !== '0.0',
  },
  {
    rule: 'CORO103',
    weight: 'heavy',
    does: 'waits for the name service',
    remedy: 'to_thread',
    names:
      'socket.{getaddrinfo,gethostbyname,gethostbyname_ex,gethostbyaddr,getnameinfo,getfqdn} ' +
      'dns.resolver.{resolve,query} dns.resolver.Resolver.{resolve,query}',
  },

  {
    rule: 'CORO104',
    weight: 'heavy',
    does: 'waits for a process',
    remedy: 'asyncio subprocess',
    names:
      'subprocess.{run,call,check_call,check_output,getoutput,getstatusoutput} os.system subprocess.Popen.communicate ' +
      'os.{spawnl,spawnle,spawnlp,spawnlpe,spawnv,spawnve,spawnvp,spawnvpe}',
    when: (given) => given.positional[0] !== 'os.P_NOWAIT',
  },
  {
    rule: 'CORO104',
    weight: 'heavy',
    does: 'waits for a process',
    remedy: 'to_thread',
    names: 'os.{wait,wait3,wait4,waitid,waitpid} subprocess.Popen.wait psutil.wait_procs psutil.Process.wait',
    when: (given) => !isNoWait(given) && !hasZeroTimeout(given, 0),
  },
  {
    rule: 'CORO104',
    weight: 'heavy',
    does: 'waits for the process when it ends',
    remedy: 'asyncio subprocess',
    manner: 'enter',
    names: 'subprocess.Popen',
  },
  {
    rule: 'CORO104',
    weight: 'moderate',
    does: 'starts a process',
    remedy: 'asyncio subprocess',
    names: 'subprocess.Popen os.{popen,posix_spawn,posix_spawnp}',
  },

  {
    rule: 'CORO105',
    weight: 'moderate',
    does: 'opens a file',
    remedy: 'to_thread',
    names:
      'builtins.open io.open_code {codecs,gzip,bz2,lzma,tarfile,shelve,dbm}.open zipfile.{ZipFile,PyZipFile} tarfile.TarFile ' +
      'gzip.GzipFile bz2.BZ2File lzma.LZMAFile io.FileIO os.open pathlib.Path.open PIL.Image.open wave.open ' +
      'tempfile.{TemporaryFile,NamedTemporaryFile,SpooledTemporaryFile,TemporaryDirectory,mkstemp,mkdtemp}',
  },
  {
    rule: 'CORO105',
    weight: 'moderate',
    does: 'reads or writes a file',
    remedy: 'to_thread',
    names:
      `{io.TextIOWrapper,io.BufferedReader,io.BufferedWriter,io.BufferedRandom,io.FileIO,gzip.GzipFile,bz2.BZ2File,lzma.LZMAFile}.${FILE_METHODS} ` +
      'pathlib.Path.{read_text,read_bytes,write_text,write_bytes} os.{read,write,sendfile,fsync,fdatasync,pread,pwrite,copy_file_range} ' +
      'pickle.{load,dump} json.{load,dump} marshal.{load,dump} tomllib.load tomli.load toml.load plistlib.{load,dump} ' +
      'hashlib.file_digest fileinput.input configparser.{ConfigParser,RawConfigParser}.read numpy.{load,save,savez,loadtxt,savetxt} ' +
      'joblib.{load,dump} torch.{load,save} pandas.{read_csv,read_excel,read_parquet,read_json,read_sql,read_feather,read_pickle,read_table,read_html,read_xml,read_hdf} ' +
      'pandas.DataFrame.{to_csv,to_excel,to_parquet,to_feather,to_pickle,to_hdf,to_sql} ' +
      'zipfile.ZipFile.{read,write,writestr,extract,extractall,testzip} tarfile.TarFile.{add,addfile,extract,extractall,getmembers,getnames}',
  },
  {
    rule: 'CORO105',
    weight: 'moderate',
    does: 'waits for a file’s lock',
    remedy: 'to_thread',
    names: 'fcntl.{flock,lockf} filelock.{FileLock,UnixFileLock,SoftFileLock}.acquire portalocker.lock',
    when: (given) =>
      ![...given.positional, ...Object.values(given.named)].some((text) => /LOCK_(NB|UN)/.test(text ?? '')),
  },
  {
    rule: 'CORO105',
    weight: 'light',
    does: 'reads a file',
    remedy: 'to_thread',
    manner: 'iterate',
    names:
      'io.TextIOWrapper io.BufferedReader builtins.open pathlib.Path.open gzip.open bz2.open lzma.open codecs.open fileinput.input',
  },
  {
    rule: 'CORO105',
    weight: 'heavy',
    does: 'copies or deletes whole files',
    remedy: 'to_thread',
    names:
      'shutil.{copy,copy2,copyfile,copyfileobj,copytree,move,rmtree,make_archive,unpack_archive} ' +
      'pathlib.Path.{copy,copy_into,move,move_into} distutils.dir_util.{copy_tree,remove_tree}',
  },
  {
    rule: 'CORO105',
    weight: 'moderate',
    does: 'searches folders',
    remedy: 'to_thread',
    names: 'glob.glob',
  },
  {
    rule: 'CORO105',
    weight: 'moderate',
    does: 'searches folders',
    remedy: 'to_thread',
    manner: 'iterate',
    names: 'os.{walk,fwalk} glob.iglob pathlib.Path.{glob,rglob,walk}',
  },
  {
    rule: 'CORO105',
    weight: 'light',
    does: 'lists a folder',
    remedy: 'to_thread',
    manner: 'iterate',
    names: 'pathlib.Path.iterdir',
  },
  {
    rule: 'CORO105',
    weight: 'light',
    does: 'asks the file system',
    remedy: 'to_thread',
    names:
      'os.path.{exists,lexists,isfile,isdir,islink,ismount,getsize,getmtime,getatime,getctime,realpath,samefile,sameopenfile} ' +
      'os.{stat,lstat,fstat,access,statvfs,readlink,listdir,scandir} shutil.{disk_usage,which} ' +
      'pathlib.Path.{exists,is_file,is_dir,is_symlink,is_mount,is_socket,is_fifo,is_block_device,is_char_device,is_junction,' +
      'stat,lstat,samefile,owner,group,readlink,resolve}',
  },
  {
    rule: 'CORO105',
    weight: 'light',
    does: 'changes the file system',
    remedy: 'to_thread',
    names:
      'os.{mkdir,makedirs,rmdir,removedirs,remove,unlink,rename,renames,replace,link,symlink,truncate,chmod,chown,utime,mkfifo} ' +
      'pathlib.Path.{mkdir,rmdir,unlink,rename,replace,touch,chmod,lchmod,symlink_to,hardlink_to} shutil.{chown,copymode,copystat}',
  },
  {
    rule: 'CORO105',
    weight: 'light',
    does: 'reads files',
    remedy: 'to_thread',
    names:
      'ssl.create_default_context ssl.SSLContext.{load_default_certs,load_verify_locations,load_cert_chain,set_default_verify_paths} ' +
      'importlib.import_module runpy.{run_path,run_module} linecache.{getline,getlines} mimetypes.init',
  },

  {
    rule: 'CORO106',
    weight: 'moderate',
    does: 'opens a database',
    remedy: 'async client',
    names: 'sqlite3.connect',
  },
  {
    rule: 'CORO106',
    weight: 'moderate',
    does: 'waits for the database',
    remedy: 'none',
    names:
      'sqlite3.Connection.{execute,executemany,executescript,commit,rollback,backup,iterdump} ' +
      'sqlite3.Cursor.{execute,executemany,executescript,fetchone,fetchmany,fetchall}',
  },
  {
    rule: 'CORO106',
    weight: 'moderate',
    does: 'reads from the database',
    remedy: 'none',
    manner: 'iterate',
    names: 'sqlite3.Cursor',
  },
  {
    rule: 'CORO106',
    weight: 'heavy',
    does: 'waits for the database',
    remedy: 'async client',
    names:
      '{psycopg2,psycopg,pymysql,MySQLdb,pyodbc,oracledb,cx_Oracle,mysql.connector,pymssql,snowflake.connector,ibm_db_dbi}.connect ' +
      'psycopg.Connection.connect psycopg2.connection.{commit,rollback} psycopg2.cursor.{execute,executemany,callproc,fetchone,fetchmany,fetchall,copy_expert,copy_from,copy_to} ' +
      'psycopg2.extras.{execute_values,execute_batch} psycopg.Connection.{execute,commit,rollback} psycopg.Cursor.{execute,executemany,fetchone,fetchmany,fetchall} ' +
      'pymysql.Connection.{commit,rollback,ping,select_db,query} pymysql.Cursor.{execute,executemany,callproc,fetchone,fetchmany,fetchall} ' +
      '{pyodbc,oracledb}.Connection.{commit,rollback,execute} {pyodbc,oracledb}.Cursor.{execute,executemany,fetchone,fetchmany,fetchall,fetchval} ' +
      'pymongo.Collection.{find_one,find_one_and_update,find_one_and_delete,find_one_and_replace,insert_one,insert_many,update_one,update_many,replace_one,delete_one,delete_many,' +
      'count_documents,estimated_document_count,distinct,aggregate,bulk_write,create_index,create_indexes,drop,drop_index,rename} ' +
      'pymongo.Database.{command,list_collection_names,create_collection,drop_collection} pymongo.MongoClient.{server_info,list_database_names,drop_database} ' +
      'redis.Redis.* redis.Pipeline.execute ' +
      'sqlalchemy.Engine.{connect,execute,raw_connection} sqlalchemy.Connection.{execute,scalar,scalars,commit,rollback,exec_driver_sql} ' +
      'sqlalchemy.orm.Session.{execute,scalar,scalars,commit,flush,rollback,get,get_one,refresh,merge,bulk_save_objects,bulk_insert_mappings} ' +
      'sqlalchemy.orm.Query.{all,first,one,one_or_none,scalar,count,get,delete,update} ' +
      'peewee.Model.{get,get_or_none,get_by_id,create,get_or_create,save,delete_instance,delete_by_id,create_table,drop_table} ' +
      'django.db.models.Model.{save,delete,refresh_from_db} ' +
      'django.db.models.Model.objects.{get,create,get_or_create,update_or_create,count,exists,first,last,bulk_create,bulk_update,aggregate,in_bulk} ' +
      'cassandra.cluster.Cluster.connect elasticsearch.Elasticsearch.{search,index,get,bulk,delete,update,count,create,ping} ' +
      'neo4j.Session.run influxdb.InfluxDBClient.{query,write_points}',
  },
  {
    rule: 'CORO106',
    weight: 'heavy',
    does: 'waits for the database',
    remedy: 'async client',
    manner: 'iterate',
    names:
      'pymongo.Collection.find psycopg2.cursor psycopg.Cursor pymysql.Cursor redis.Redis.{scan_iter,hscan_iter,sscan_iter,zscan_iter}',
  },

  {
    rule: 'CORO107',
    weight: 'heavy',
    does: 'waits for input',
    remedy: 'to_thread',
    names:
      'builtins.input getpass.getpass sys.stdin.{read,readline,readlines} sys.stdin.buffer.{read,readline,readlines} ' +
      'click.{prompt,confirm,pause,getchar} typer.{prompt,confirm} msvcrt.{getch,getche,getwch,getwche} code.interact rich.prompt.Prompt.ask',
  },
  {
    rule: 'CORO107',
    weight: 'heavy',
    does: 'waits for input',
    remedy: 'to_thread',
    manner: 'iterate',
    names: 'sys.stdin sys.stdin.buffer',
  },

  {
    rule: 'CORO108',
    weight: 'heavy',
    does: 'waits for a queue',
    remedy: 'asyncio primitive',
    names:
      '{queue,multiprocessing}.{Queue,LifoQueue,PriorityQueue,SimpleQueue,JoinableQueue}.get ' +
      '{queue,multiprocessing}.{Queue,LifoQueue,PriorityQueue,JoinableQueue}.join',
    when: (given) => blocksAt(given, 0, 1),
  },
  {
    rule: 'CORO108',
    weight: 'moderate',
    does: 'waits while a queue is full',
    remedy: 'asyncio primitive',
    names: '{queue,multiprocessing}.{Queue,LifoQueue,PriorityQueue,JoinableQueue}.put',
    when: (given) => blocksAt(given, 1, 2),
  },
  {
    rule: 'CORO108',
    weight: 'moderate',
    does: 'waits for a lock',
    remedy: 'asyncio primitive',
    names: '{threading,multiprocessing}.{Lock,RLock,Semaphore,BoundedSemaphore,Condition}.acquire',
    when: (given) => blocksAt(given, 0, 1),
  },
  {
    rule: 'CORO108',
    weight: 'moderate',
    does: 'waits for a lock',
    remedy: 'asyncio primitive',
    manner: 'enter',
    names:
      '{threading,multiprocessing}.{Lock,RLock,Semaphore,BoundedSemaphore,Condition} filelock.{FileLock,SoftFileLock}',
  },
  {
    rule: 'CORO108',
    weight: 'heavy',
    does: 'waits for another thread',
    remedy: 'asyncio primitive',
    names:
      '{threading,multiprocessing}.{Event,Condition}.{wait,wait_for} {threading,multiprocessing}.Barrier.wait',
    when: (given) => !hasZeroTimeout(given, 0),
  },
  {
    rule: 'CORO108',
    weight: 'heavy',
    does: 'waits for another thread to end',
    remedy: 'to_thread',
    names: 'threading.{Thread,Timer}.join',
    when: (given) => !hasZeroTimeout(given, 0),
  },
  {
    rule: 'CORO108',
    weight: 'heavy',
    does: 'waits for another process',
    remedy: 'to_thread',
    names:
      'multiprocessing.Process.join multiprocessing.Pool.{map,starmap,apply,join} multiprocessing.AsyncResult.{get,wait} ' +
      'multiprocessing.Connection.{recv,recv_bytes} multiprocessing.connection.{wait,Client} multiprocessing.connection.Listener.accept',
    when: (given) => !hasZeroTimeout(given, 0),
  },
  {
    rule: 'CORO108',
    weight: 'heavy',
    does: 'waits for another process',
    remedy: 'to_thread',
    manner: 'iterate',
    names: 'multiprocessing.Pool.{imap,imap_unordered}',
  },
  {
    rule: 'CORO108',
    weight: 'heavy',
    does: 'waits for another thread’s result',
    remedy: 'wrap_future',
    names: 'concurrent.futures.Future.{result,exception}',
    when: (given) => !hasZeroTimeout(given, 0),
  },
  {
    rule: 'CORO108',
    weight: 'heavy',
    does: 'waits for other threads’ results',
    remedy: 'to_thread',
    names: 'concurrent.futures.wait',
    when: (given) => !hasZeroTimeout(given, 1),
  },
  {
    rule: 'CORO108',
    weight: 'heavy',
    does: 'waits for other threads’ results',
    remedy: 'none',
    manner: 'iterate',
    names:
      'concurrent.futures.as_completed concurrent.futures.{ThreadPoolExecutor,ProcessPoolExecutor,Executor}.map',
  },
  {
    rule: 'CORO108',
    weight: 'heavy',
    does: 'waits for all its threads',
    remedy: 'to_thread',
    names: 'concurrent.futures.{ThreadPoolExecutor,ProcessPoolExecutor,Executor}.shutdown',
    when: (given) => given.positional[0] !== 'False' && given.named.wait !== 'False',
  },
  {
    rule: 'CORO108',
    weight: 'heavy',
    does: 'waits for all its threads when it ends',
    remedy: 'none',
    manner: 'enter',
    names: 'concurrent.futures.{ThreadPoolExecutor,ProcessPoolExecutor}',
  },
  {
    rule: 'CORO108',
    weight: 'heavy',
    does: 'waits for a signal',
    remedy: 'none',
    names: 'signal.{pause,sigwait,sigwaitinfo,sigtimedwait}',
  },

  {
    rule: 'CORO109',
    weight: 'heavy',
    does: 'runs an event loop inside the running one, which raises an error',
    remedy: 'await',
    names:
      'asyncio.run asyncio.Runner.run asyncio.AbstractEventLoop.{run_until_complete,run_forever} uvloop.run anyio.run ' +
      'uvicorn.run hypercorn.run aiohttp.web.run_app trio.run',
  },

  {
    rule: 'CORO110',
    weight: 'moderate',
    does: 'computes for long on purpose',
    remedy: 'to_thread',
    names:
      'hashlib.{pbkdf2_hmac,scrypt} bcrypt.{hashpw,checkpw,kdf} argon2.PasswordHasher.{hash,verify} argon2.low_level.hash_secret ' +
      'passlib.context.CryptContext.{hash,verify,encrypt} passlib.hash.{bcrypt,argon2,pbkdf2_sha256,scrypt}.{hash,verify} ' +
      'werkzeug.security.{generate_password_hash,check_password_hash} django.contrib.auth.hashers.{make_password,check_password} ' +
      'cryptography.hazmat.primitives.asymmetric.rsa.generate_private_key Crypto.PublicKey.RSA.generate rsa.newkeys',
  },
  {
    rule: 'CORO110',
    weight: 'light',
    does: 'compresses all of its data at once',
    remedy: 'to_thread',
    names: '{zlib,gzip,bz2,lzma}.{compress,decompress}',
  },
];

/** Whether an argument is written as zero. */
export function isZero(text: string | null | undefined): boolean {
  return text !== null && text !== undefined && /^[0.]+$/.test(text);
}

/** Whether a call like `acquire(blocking, timeout)` or `get(block, timeout)` may wait; by the positions of the two. */
function blocksAt(given: Given, block: number, timeout: number): boolean {
  const { positional, named } = given;
  if ([positional[block], named.block, named.blocking].includes('False')) return false;
  return !isZero(positional[block]) && !isZero(positional[timeout]) && !isZero(named.timeout);
}

function hasZeroTimeout(given: Given, position: number): boolean {
  return isZero(given.positional[position]) || isZero(given.named.timeout);
}

function isNoWait(given: Given): boolean {
  return [...given.positional, ...Object.values(given.named)].some((text) => /\bWNOHANG\b/.test(text ?? ''));
}
