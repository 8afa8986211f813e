using System.Runtime.InteropServices;
using System.Text;
using Siren2.Cli;
using Siren2.Cli.Output;

var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
Console.OutputEncoding = utf8;
using Stream standardOutput = Console.OpenStandardOutput();
using var output = new StreamWriter(new OpenStream(standardOutput), utf8) { AutoFlush = true };
using var cancellation = new CancellationTokenSource();
int exitCode = CommandLine.Canceled;

// The first time the work is told to end; the second time the program is. A shell reports 128 and the signal's number.
void End(PosixSignalContext context)
{
    if (!cancellation.IsCancellationRequested)
    {
        context.Cancel = true;
        exitCode = 128 + context.Signal switch
        {
            PosixSignal.SIGHUP => 1,
            PosixSignal.SIGTERM => 15,
            _ => 2,
        };
        cancellation.Cancel();
    }
}

using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, End);

bool interactive = !Console.IsErrorRedirected;
int width = interactive && Console.WindowWidth > 0 ? Console.WindowWidth : 80;
int code = CommandLine.Run(args, new Terminal(output, Console.Error, interactive, width), cancellation.Token);
return code == CommandLine.Canceled ? exitCode : code;
