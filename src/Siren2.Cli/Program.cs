using System.Text;
using Siren2.Cli;
using Siren2.Cli.Output;

Console.OutputEncoding = Encoding.UTF8;
using var cancellation = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    // The first time the work is told to end; the second time the program is.
    e.Cancel = !cancellation.IsCancellationRequested;
    cancellation.Cancel();
};

bool interactive = !Console.IsOutputRedirected;
int width = interactive && Console.WindowWidth > 0 ? Console.WindowWidth : 80;
return CommandLine.Run(args, new Terminal(Console.Out, Console.Error, interactive, width), cancellation.Token);
