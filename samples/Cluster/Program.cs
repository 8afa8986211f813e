// Siren2 on a cluster.
//   dotnet run -c Release --project samples/Cluster
// starts two silos in this process, gives them the clips of samples/clips, and shows how far they are on http://127.0.0.1:5090, with Orleans' dashboard on
// /dashboard. With --redis ADDRESS each process is one silo of a cluster, and
//   dotnet run -c Release --project samples/Cluster -- submit CLIPS RESULTS --rate 48000 --redis ADDRESS
// gives that cluster a folder and waits for the results. Both are folders within --folder, which every silo sees. So does, over HTTP,
//   siren2 upsample CLIPS --out-dir RESULTS --rate 48000 --cluster http://127.0.0.1:5090
using Cluster;

return args is ["submit", ..] ? await Submission.RunAsync(args[1..]) : await SiloProcess.RunAsync(args);
