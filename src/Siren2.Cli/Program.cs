using System.Runtime.InteropServices;
using System.Text;
using Siren2.Cli;
using Siren2.Cli.Output;

var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
Console.OutputEncoding = utf8;
using var output = new StreamWriter(StandardStreams.Output(), utf8) { AutoFlush = true };
using var error = new StreamWriter(StandardStreams.Error(), utf8) { AutoFlush = true };
using var cancellation = new CancellationTokenSource();
int exitCode = CommandLine.Canceled;

// What waits in the system, for a pipe that nobody fills or empties, hears nothing of a cancellation.
TimeSpan grace = TimeSpan.FromSeconds(2);

// The first time the work is told to end; the second time, or when it does not, the program is. Temporary files are deleted by either. A shell
// reports 128 and the signal's number.
void End(PosixSignalContext context)
{
    context.Cancel = true;
    bool isFirst = !cancellation.IsCancellationRequested;
    exitCode = 128 + context.Signal switch
    {
        PosixSignal.SIGHUP => 1,
        PosixSignal.SIGTERM => 15,
        _ => 2,
    };
    new Thread(() =>
    {
        if (isFirst)
        {
            cancellation.Cancel();
            Thread.Sleep(grace);
        }

        Environment.Exit(exitCode);
    })
    { IsBackground = true }.Start();
}

using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, End);

bool interactive = !Console.IsErrorRedirected;
int width = interactive && Console.WindowWidth > 0 ? Console.WindowWidth : 80;
int code = CommandLine.Run(args, new Terminal(output, TextWriter.Synchronized(error), interactive, width), cancellation.Token);
return code == CommandLine.Canceled ? exitCode : code;
